//! `/api/v1/session`: signing in and out, and who is signed in.

use super::auth::{self, COOKIE, Guarded, Signed};
use super::body::JsonBody;
use super::wire::{AccountReply, ChangePassword, FirstAdmin, PersonReply, SessionReply, SignIn};
use super::{App, NO_STORE, Problem, Shared};
use crate::core::{NewAccount, Session, password};
use crate::store::{Account, StoreError};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use gridwalk_domain::admit::Role;
use gridwalk_domain::id::{AccountId, DeviceId};
use std::sync::Arc;

pub fn routes() -> Router<Shared> {
    Router::new()
        .route("/api/v1/session", post(sign_in).get(describe).delete(sign_out))
        .route("/api/v1/session/password", post(change_password))
        .route("/api/v1/session/first-admin", post(first_admin))
}

/// Sign in; the cookie lasts 30 days.
#[utoipa::path(post, path = "/api/v1/session", tag = "session", request_body = SignIn,
    params(super::wire::WriteHeaders),
    responses((status = 200, body = SessionReply), super::wire::TooManyTries, super::wire::Problems))]
pub(super) async fn sign_in(
    State(app): State<Shared>,
    _: Guarded,
    JsonBody(given): JsonBody<SignIn>,
) -> Result<Response, Problem> {
    let now = app.clock.now();
    app.limiter.check(&given.username, given.device, now).map_err(too_many_tries)?;
    let account = app.core.account_named(&given.username).await?;
    let hash = account.as_ref().map(|account| account.password_hash.clone());
    let is_right = app.verify(given.password, hash).await?;
    let Some(account) = account.filter(|_| is_right) else {
        app.limiter.failed(&given.username, given.device, now);
        tracing::info!(device = %given.device, "sign-in refused");
        return Err(Problem::new(StatusCode::UNAUTHORIZED, "wrong-password", "用户名或密码不对"));
    };
    app.limiter.succeeded(&given.username, given.device);
    app.open_session(&account, given.device).await
}

/// Who is signed in.
#[utoipa::path(get, path = "/api/v1/session", security(("session" = [])), tag = "session",
    responses((status = 200, body = SessionReply), super::wire::Problems))]
pub(super) async fn describe(
    State(app): State<Shared>,
    Signed(session): Signed,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let reply = (NO_STORE, Json(app.session_reply(&session).await?));
    let is_prolonged = app.core.prolong(&session, app.session_term, app.clock.now()).await?;
    Ok(match auth::token(&headers).filter(|_| is_prolonged) {
        Some(token) => (app.cookie(token, app.session_term.0 / 1000), reply).into_response(),
        None => reply.into_response(),
    })
}

/// Sign out. What is on the device stays there.
#[utoipa::path(delete, path = "/api/v1/session", security(("session" = [])), tag = "session", params(super::wire::WriteHeaders),
    responses((status = 204), super::wire::Problems))]
pub(super) async fn sign_out(State(app): State<Shared>, Signed(session): Signed) -> Result<Response, Problem> {
    app.core.end_session(&session).await?;
    Ok((StatusCode::NO_CONTENT, app.cookie("", 0)).into_response())
}

/// Change one's password; sessions on other devices end.
#[utoipa::path(post, path = "/api/v1/session/password", security(("session" = [])), tag = "session", request_body = ChangePassword,
    params(super::wire::WriteHeaders),
    responses((status = 204), super::wire::TooManyTries, super::wire::Problems))]
pub(super) async fn change_password(
    State(app): State<Shared>,
    Signed(session): Signed,
    JsonBody(given): JsonBody<ChangePassword>,
) -> Result<Response, Problem> {
    let now = app.clock.now();
    app.limiter.check(&session.username, session.device, now).map_err(too_many_tries)?;
    let account = app.core.account_named(&session.username).await?;
    if !app.verify(given.old_password, account.map(|account| account.password_hash)).await? {
        app.limiter.failed(&session.username, session.device, now);
        return Err(Problem::forbidden("wrong-password", "原密码不对"));
    }
    let hash = app.hash(given.new_password).await?;
    app.core.change_password(&session, &hash).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Make the first administrator, with the code that the server printed.
#[utoipa::path(post, path = "/api/v1/session/first-admin", tag = "session", request_body = FirstAdmin,
    params(super::wire::WriteHeaders),
    responses((status = 200, body = SessionReply), super::wire::TooManyTries, super::wire::Problems))]
pub(super) async fn first_admin(
    State(app): State<Shared>,
    _: Guarded,
    JsonBody(given): JsonBody<FirstAdmin>,
) -> Result<Response, Problem> {
    // One name for all tries, which no account can have: the code is guessed no faster by naming others.
    const TRIES: &str = " first-admin";
    let now = app.clock.now();
    app.limiter.check(TRIES, given.device, now).map_err(too_many_tries)?;
    let new = NewAccount {
        id: AccountId(app.entropy.uuid()),
        username: given.username,
        name: given.name,
        role: Role::Admin,
        areas: app.core.places().roots(),
        password_hash: String::new(),
    };
    if !new.is_acceptable() {
        return Err(Problem::bad_request("username or name is empty, too long, or has blanks"));
    }
    let new = NewAccount { password_hash: app.hash(given.password).await?, ..new };
    let Some(account) = app.core.claim_first_admin(&given.code, new, now).await? else {
        app.limiter.failed(TRIES, given.device, now);
        return Err(Problem::forbidden("wrong-code", "管理员代码不对或已用过"));
    };
    app.open_session(&account, given.device).await
}

fn too_many_tries(wait_s: u64) -> Problem {
    Problem::new(StatusCode::TOO_MANY_REQUESTS, "too-many-tries", "试的次数太多，请稍后再试")
        .field("retry_after_s", wait_s)
        .header(header::RETRY_AFTER, HeaderValue::from(wait_s))
}

impl App {
    async fn open_session(&self, account: &Account, device: DeviceId) -> Result<Response, Problem> {
        let now = self.clock.now();
        let opened = self.core.open_session(account, device, self.session_term, now, self.entropy.as_ref()).await?;
        tracing::info!(account = %account.id, session = %opened.session.session_id, %device, "signed in");
        let reply = Json(self.session_reply(&opened.session).await?);
        Ok((self.cookie(&opened.token, self.session_term.0 / 1000), NO_STORE, reply).into_response())
    }

    async fn session_reply(&self, session: &Session) -> Result<SessionReply, StoreError> {
        let people = self.core.people(session).await?;
        let is_admin = session.role == Role::Admin;
        Ok(SessionReply {
            account: AccountReply {
                id: session.account,
                username: session.username.clone(),
                name: session.name.clone(),
            },
            role: session.role,
            areas: session.actor.all_areas(),
            standing_in: self.core.stands_in(session.account).await?,
            tree: self.core.tree(session),
            people: people
                .into_iter()
                .map(|p| PersonReply { id: p.id, name: p.name, role: p.role, areas: p.areas })
                .collect(),
            settings: self.settings.clone(),
            server_time: self.clock.now(),
            incarnation: self.incarnation(),
            warnings: if is_admin { vec!["no-backup"] } else { Vec::new() },
        })
    }

    fn cookie(&self, token: &str, seconds: i64) -> AppendHeaders<[(header::HeaderName, String); 1]> {
        let secure = if self.is_https { "; Secure" } else { "" };
        let cookie = format!("{COOKIE}={token}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}{secure}");
        AppendHeaders([(header::SET_COOKIE, cookie)])
    }

    async fn verify(&self, password: String, hash: Option<String>) -> Result<bool, Problem> {
        let _turn = self.hashing.acquire().await.map_err(|closed| Problem::internal(&closed))?;
        let verified = tokio::task::spawn_blocking(move || password::is_right(&password, hash.as_deref()));
        verified.await.map_err(|error| Problem::internal(&error))
    }

    async fn hash(&self, password: String) -> Result<String, Problem> {
        if !password::is_acceptable(&password) {
            return Err(Problem::bad_request("a password has 8 characters at least, 256 bytes at most")
                .field("password_chars_min", password::PASSWORD_CHARS_MIN));
        }
        let _turn = self.hashing.acquire().await.map_err(|closed| Problem::internal(&closed))?;
        let entropy = Arc::clone(&self.entropy);
        let hashed = tokio::task::spawn_blocking(move || password::hash(&password, entropy.as_ref())).await;
        hashed.map_err(|error| Problem::internal(&error))?.map_err(|error| Problem::internal(&error))
    }
}
