// Finds what a person would find: visible elements by role and accessible name. Arguments: role, part of the name, and
// the element to look in. Exact names come first, then the order of the page.
const [role, part, within] = arguments;

const INPUTS = {
  button: "button", submit: "button", reset: "button", checkbox: "checkbox", radio: "radio", search: "searchbox",
  number: "spinbutton", range: "slider", file: "file", password: "password", date: "date",
};
const TAGS = {
  button: "button", summary: "button", textarea: "textbox", select: "combobox", h1: "heading", h2: "heading", h3: "heading",
  h4: "heading", ul: "list", ol: "list", li: "listitem", nav: "navigation", main: "main", dialog: "dialog", option: "option",
};

const roleOf = (element) => {
  const said = (element.getAttribute("role") || "").trim().split(/\s+/)[0];
  if (said) return said;
  const tag = element.tagName.toLowerCase();
  if (tag === "a") return element.hasAttribute("href") ? "link" : null;
  if (tag === "input") return INPUTS[element.type] || "textbox";
  if (tag === "img") return element.getAttribute("alt") === "" ? null : "img";
  if (tag === "section") return element.hasAttribute("aria-label") ? "region" : null;
  return TAGS[tag] || null;
};

const plain = (text) => text.replace(/\s+/g, " ").trim();

const textOf = (node, but) => {
  if (node === but) return "";
  if (node.nodeType === Node.TEXT_NODE) return node.data;
  if (node.nodeType !== Node.ELEMENT_NODE || node.getAttribute("aria-hidden") === "true") return "";
  if (node.hasAttribute("aria-label")) return node.getAttribute("aria-label");
  if (node.tagName === "IMG") return node.alt;
  return Array.from(node.childNodes, (child) => textOf(child, but)).join(" ");
};

const nameOf = (element) => {
  const ids = element.getAttribute("aria-labelledby");
  if (ids) return plain(ids.split(/\s+/).map((id) => document.getElementById(id)).map((at) => (at ? textOf(at) : "")).join(" "));
  const label = element.getAttribute("aria-label");
  if (label) return plain(label);
  if (element.labels && element.labels.length > 0) {
    return plain(Array.from(element.labels, (one) => textOf(one, element)).join(" "));
  }
  if (element.tagName === "IMG") return plain(element.alt);
  if (element.tagName === "INPUT" || element.tagName === "TEXTAREA" || element.tagName === "SELECT") {
    return plain(element.title || element.placeholder || "");
  }
  return plain(textOf(element) || element.title || "");
};

const isVisible = (element) => {
  if (element.closest("[hidden], [inert], [aria-hidden=true]")) return false;
  if (element.getClientRects().length === 0) return false;
  return getComputedStyle(element).visibility !== "hidden";
};

const WANTED = {
  textbox: "input, textarea", searchbox: "input", password: "input", radio: "input, [role=radio]", file: "input",
  button: "button, summary, [role=button], input", link: "a[href]", heading: "h1, h2, h3, h4, [role=heading]",
  listitem: "li", list: "ul, ol", img: "img", radiogroup: "[role=radiogroup]", region: "section",
};

const found = [];
for (const element of (within || document).querySelectorAll(WANTED[role] || "*")) {
  if (roleOf(element) !== role || !isVisible(element)) continue;
  const name = nameOf(element);
  if (name.includes(part)) found.push([name === part ? 0 : 1, element]);
}
return found.sort((one, other) => one[0] - other[0]).map(([, element]) => element);
