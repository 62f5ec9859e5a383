//! `/api/openapi.json`, made from the code.

use super::Shared;
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Json, Router};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, SecurityScheme};
use utoipa::{Modify, OpenApi};

#[derive(OpenApi)]
#[openapi(
    info(title = "Gridwalk 巡格", description = "Events, sessions, lists and photos of a Gridwalk server."),
    paths(
        super::session::sign_in,
        super::session::describe,
        super::session::sign_out,
        super::session::change_password,
        super::session::first_admin,
        super::events::receive,
        super::events::pull,
        super::snapshot::snapshot,
        super::lists::list,
        super::people::roster,
        super::people::hand_over,
        super::people::stand_in,
        super::people::end_stand_in,
        super::people::set_trades,
        super::people::move_area,
        super::readings::import,
        super::reports::statistics,
        super::reports::records,
        super::reports::ranking,
        super::reports::targets,
        super::reports::report,
        super::reports::workbook,
        super::reports::file,
        super::reports::send_back,
        super::reports::status,
        super::exports::read,
        super::exports::read_chosen,
        super::forms::upload,
        super::forms::list,
        super::forms::read,
        super::forms::map,
        super::forms::remove,
        super::forms::filled,
        super::investments::list,
        super::investments::save,
        super::borders::list,
        super::borders::import,
        super::imports::premises,
        super::imports::list,
        super::imports::fields,
        super::imports::progress,
        super::imports::cancel,
        super::imports::undo,
        super::tips::sealed,
        super::tips::open,
        super::live::live,
        super::photos::abilities,
        super::photos::create,
        super::photos::progress,
        super::photos::append,
        super::photos::terminate,
        super::photos::picture::read,
        super::operations::healthz,
        super::operations::readyz,
        super::operations::metrics,
        openapi,
    ),
    components(schemas(super::wire::ListName, super::wire::RoleName, super::wire::VerdictReply)),
    modifiers(&CookieSession)
)]
struct Description;

struct CookieSession;

impl Modify for CookieSession {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let cookie = ApiKeyValue::new(super::auth::COOKIE);
        let components = openapi.components.get_or_insert_default();
        components.add_security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
    }
}

pub fn routes() -> Router<Shared> {
    Router::new().route("/api/openapi.json", get(openapi))
}

/// This description.
#[utoipa::path(get, path = "/api/openapi.json", tag = "operations", responses((status = 200, body = Object)))]
async fn openapi() -> impl IntoResponse {
    Json(Description::openapi())
}
