//! What every screen of a signed-in app can reach: the replica, the session, the catalogue, and signals of their change.

use crate::photos::Intake;
use crate::session::Session;
use gridwalk_domain::area::AreaTree;
use gridwalk_domain::checklist::{Catalogue, Catalogues, TemplateRef};
use gridwalk_domain::id::DeviceId;
use gridwalk_domain::time::{Date, Timestamp};
use gridwalk_replica::store::indexeddb::IndexedDb;
use gridwalk_replica::{OutboxStatus, Replica};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use std::rc::Rc;
use std::sync::Arc;

/// The journal of the signed-in account on this phone.
pub type Journal = Replica<IndexedDb>;

/// Where sending stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum SyncState {
    /// Nothing under way.
    #[default]
    Idle,
    /// A drain is under way.
    Running,
    /// The last one met no network or a server in trouble; the next try's time is in the outbox status.
    Offline,
    /// What was sent or received could not be noted: there is no room on the phone.
    Full,
    /// The session has lapsed: everything is kept until the same account signs in.
    SignedOut,
    /// The cookie belongs to another account: nothing was sent.
    OtherAccount,
}

type Way = Rc<dyn Fn(&str, NavigateOptions)>;

/// Handle to all of it; copy it freely.
#[derive(Clone, Copy)]
pub struct App {
    kept: StoredValue<Kept, LocalStorage>,
    way: StoredValue<Option<Way>, LocalStorage>,
    /// Grows whenever rows, drafts or the outbox changed: read it to be run again.
    pub revision: RwSignal<u64>,
    /// What is not yet on the server.
    pub outbox: RwSignal<OutboxStatus>,
    /// Where sending stands.
    pub sync: RwSignal<SyncState>,
    /// Whether the account answers for other areas than those that are shown.
    pub is_rescoped: RwSignal<bool>,
    /// A short sentence that goes by itself.
    pub toast: RwSignal<Option<String>>,
    /// How many sheets are open: what lies under one is not drawn anew, and with it what is being filled in.
    pub sheets: RwSignal<u32>,
}

/// What does not change while signed in.
#[derive(Clone)]
pub struct Kept {
    /// The journal.
    pub journal: Rc<Journal>,
    /// Who is signed in.
    pub session: Rc<Session>,
    /// Its areas.
    pub tree: Rc<AreaTree>,
    /// Kinds, templates, items: every version of them.
    pub catalogues: Rc<Catalogues>,
    /// Shrinks photos.
    pub intake: Rc<Intake>,
    /// This phone.
    pub device: DeviceId,
}

impl App {
    /// For one signed-in account whose outbox stands so.
    pub fn new(kept: Kept, outbox: OutboxStatus) -> Self {
        Self {
            kept: StoredValue::new_local(kept),
            way: StoredValue::new_local(None),
            revision: RwSignal::new(0),
            outbox: RwSignal::new(outbox),
            sync: RwSignal::new(SyncState::Idle),
            is_rescoped: RwSignal::new(false),
            toast: RwSignal::new(None),
            sheets: RwSignal::new(0),
        }
    }

    /// Takes a newer answer to who is signed in, with the areas as they are now: screens opened from now on show them.
    pub fn renew(self, session: Session) {
        session.save();
        self.kept.update_value(|kept| {
            kept.tree = Rc::new(session.area_tree());
            kept.session = Rc::new(session);
        });
        self.changed();
    }

    /// The journal.
    pub fn journal(self) -> Rc<Journal> {
        self.kept.with_value(|kept| kept.journal.clone())
    }

    /// Who is signed in.
    pub fn session(self) -> Rc<Session> {
        self.kept.with_value(|kept| kept.session.clone())
    }

    /// The account's areas.
    pub fn tree(self) -> Rc<AreaTree> {
        self.kept.with_value(|kept| kept.tree.clone())
    }

    /// Kinds, templates, items as they are today.
    pub fn catalogue(self) -> Arc<Catalogue> {
        self.kept.with_value(|kept| kept.catalogues.on(self.today()).clone())
    }

    /// As they were when a record or a draft with these templates was begun; as they are today when only a newer program
    /// knows those.
    pub fn catalogue_of(self, templates: &[TemplateRef]) -> Arc<Catalogue> {
        let own = self.kept.with_value(|kept| kept.catalogues.of(templates).cloned());
        own.unwrap_or_else(|| self.catalogue())
    }

    /// As they are today, or as they were when that item was last asked.
    pub fn catalogue_asking(self, item: &str) -> Arc<Catalogue> {
        self.kept.with_value(|kept| kept.catalogues.asking(item, self.today()).clone())
    }

    /// Shrinks photos.
    pub fn intake(self) -> Rc<Intake> {
        self.kept.with_value(|kept| kept.intake.clone())
    }

    /// This phone.
    pub fn device(self) -> DeviceId {
        self.kept.with_value(|kept| kept.device)
    }

    /// Server's clock minus the phone's, milliseconds, as last measured.
    pub fn clock_offset_ms(self) -> Option<i64> {
        self.outbox.with_untracked(|outbox| outbox.clock_offset_ms)
    }

    /// A reading of the phone's clock, moved by the measured offset.
    pub fn correct(self, at: Timestamp) -> Timestamp {
        at.plus_millis(self.clock_offset_ms().unwrap_or_default())
    }

    /// The time that days, deadlines and windows are counted by: a phone's clock may be years off.
    pub fn now(self) -> Timestamp {
        self.correct(crate::platform::now())
    }

    /// The calendar day.
    pub fn today(self) -> Date {
        self.now().date_in_shanghai()
    }

    /// Rows, drafts or the outbox changed: screens read again, and the count is brought up to date.
    pub fn changed(self) {
        self.revision.update(|revision| *revision += 1);
        leptos::task::spawn_local(async move {
            let Ok(status) = self.journal().status().await else { return };
            let before = self.today();
            self.outbox.try_set(status);
            if self.today() != before {
                self.revision.try_update(|revision| *revision += 1);
            }
        });
    }

    /// Tells where the router is; the frame does so once, below it.
    pub fn set_way(self, way: impl Fn(&str, NavigateOptions) + 'static) {
        self.way.set_value(Some(Rc::new(way)));
    }

    /// Opens another screen; from any handler or task, for the router's own way needs a component around it.
    pub fn go(self, path: &str) {
        self.go_with(path, NavigateOptions::default());
    }

    /// Opens another screen in the place of this one, so that 返回 does not lead here again.
    pub fn go_instead(self, path: &str) {
        self.go_with(path, NavigateOptions { replace: true, ..NavigateOptions::default() });
    }

    fn go_with(self, path: &str, options: NavigateOptions) {
        if let Some(way) = self.way.get_value() {
            way(path, options);
        }
    }

    /// Says a short sentence.
    pub fn say(self, sentence: impl Into<String>) {
        self.toast.set(Some(sentence.into()));
    }
}

/// The app of the surrounding screen. Screens stand below `shell`, which provides it.
pub fn use_app() -> App {
    expect_context::<App>()
}
