//! The register's columns, fetched once, from the cache when there is no network; and the cells of nobody.

use crate::platform;
use crate::state::App;
use gloo_net::http::Request;
use gridwalk_domain::admit::Role;
use gridwalk_domain::area::AreaLevel;
use gridwalk_domain::id::AreaId;
use gridwalk_domain::register::Register;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::Arc;

thread_local! {
    static REGISTER: RefCell<Option<Arc<Register>>> = const { RefCell::new(None) };
}

/// The columns; `None` when they are neither in the cache nor on the network.
pub async fn load_register() -> Option<Arc<Register>> {
    if let Some(kept) = REGISTER.with_borrow(Clone::clone) {
        return Some(kept);
    }
    let response = Request::get(&platform::built("register")?).send().await.ok()?;
    let register = Arc::new(Register::read(&response.text().await.ok()?).ok()?);
    REGISTER.set(Some(register.clone()));
    Some(register)
}

/// Grid cells of the scope that no grid worker answers for by name (R04).
pub fn uncovered_cells(app: App) -> BTreeSet<AreaId> {
    let (session, tree) = (app.session(), app.tree());
    let workers = session.people.iter().filter(|person| person.role == Role::Worker);
    let own = (session.role == Role::Worker).then_some(&session.areas);
    let held: BTreeSet<AreaId> =
        workers.map(|person| &person.areas).chain(own).flatten().flat_map(|area| tree.below(*area)).collect();
    let mine = session.areas.iter().flat_map(|area| tree.below(*area));
    let is_cell = |id: &AreaId| tree.get(*id).is_some_and(|area| area.level == AreaLevel::GridCell);
    mine.filter(is_cell).filter(|cell| !held.contains(cell)).collect()
}
