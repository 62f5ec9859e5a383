// For browsers that know no modules: they never run boot.js. Written in the JavaScript of 2009.
(function () {
  var splash = document.getElementById("splash");
  if (splash) splash.parentNode.removeChild(splash);
  document.getElementById("door-old").removeAttribute("hidden");
  document.getElementById("door-old-why").appendChild(document.createTextNode("no modules"));
})();
