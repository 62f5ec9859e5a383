//! The desk's navigation: tabs at the thumb, a column at the left from 1024 px.

use super::queue::use_queue;
use super::tasks::use_urgent;
use crate::kit::{Icon, icon};
use crate::state::{App, use_app};
use crate::text::{Text, common as words, duty};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// A tab, and the beginnings of the paths that belong to it.
struct Tab {
    href: &'static str,
    label: Text,
    picture: Icon,
    below: &'static [&'static str],
}

const TABS: [Tab; 6] = [
    Tab { href: "/", label: words::TAB_REVIEW, picture: Icon::Inbox, below: &["/record", "/clean"] },
    Tab {
        href: "/ledger",
        label: words::TAB_LEDGER,
        picture: Icon::Book,
        below: &["/premises", "/sites", "/register", "/import", "/tables", "/labels"],
    },
    Tab { href: "/hazards", label: words::TAB_HAZARDS, picture: Icon::Hazard, below: &["/hazards", "/notices"] },
    Tab {
        href: "/tasks",
        label: duty::TAB,
        picture: Icon::Flag,
        below: &["/tasks", "/campaigns", "/duplicates", "/people", "/readings"],
    },
    Tab { href: "/statistics", label: words::TAB_STATISTICS, picture: Icon::Chart, below: &["/statistics", "/map"] },
    Tab { href: "/me", label: words::TAB_ME, picture: Icon::Person, below: &[] },
];

impl Tab {
    fn is_current(&self, path: &str) -> bool {
        path == self.href || self.below.iter().any(|below| path.starts_with(below))
    }
}

/// 幸福里社区: what the account answers for.
pub fn place_name(app: App) -> String {
    app.session().place(&app.tree())
}

/// 审核, 台账, 隐患, 统计, 我的.
#[component]
pub fn DeskTabs() -> impl IntoView {
    let app = use_app();
    let queue = use_queue();
    let urgent = use_urgent(app);
    let path = use_location().pathname;
    let tabs = TABS.iter().map(|tab| {
        let count = move || {
            let count = match tab.href {
                "/" => queue.all.read().len(),
                "/tasks" => urgent.get(),
                _ => 0,
            };
            (count > 0).then_some(count)
        };
        view! {
            <a href=tab.href aria-current=move || tab.is_current(&path.read()).then_some("page")>
                {icon(tab.picture)}
                {tab.label.get()}
                {move || count().map(|count| view! { <span class="count">{count}</span> })}
            </a>
        }
    });
    let place = place_name(app);
    view! {
        <nav class="tabs" aria-label=words::TABS.get()>
            <p class="desk-brand">{words::APP_NAME.get()}</p>
            {tabs.collect_view()}
            <p class="desk-place">{place}<br/>{app.session().account.name.clone()}</p>
        </nav>
    }
}
