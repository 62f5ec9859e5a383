//! Whether a link opens, and what it then opens.

use super::super::{App, Problem};
use super::page::Closed;
use crate::core::author_id;
use crate::core::tries::Allowance;
use axum::http::{HeaderValue, StatusCode, header};
use gridwalk_domain::event::SubjectKind;
use gridwalk_domain::id::{AccountId, HazardId};
use gridwalk_domain::ledger::{HazardRow, NoticeRow, PremisesRow, Row, RowKey, RowSet, SiteRow};
use gridwalk_domain::link::LinkToken;
use gridwalk_domain::time::Timestamp;
use std::collections::BTreeMap;

const QUARTER_MS: i64 = 15 * 60_000;
const HOUR_MS: i64 = 60 * 60_000;
/// Pages and photos by one link.
pub(super) const OPENINGS: Allowance = Allowance { tries: 600, window_ms: QUARTER_MS };
/// Wrong secrets for one notice.
pub(super) const WRONG_SECRETS: Allowance = Allowance { tries: 20, window_ms: QUARTER_MS };
/// Letters by one link.
const LETTERS: Allowance = Allowance { tries: 20, window_ms: HOUR_MS };
/// Photos taken in by one link.
pub(super) const PHOTOS: Allowance = Allowance { tries: 60, window_ms: HOUR_MS };
const DAY_MS: i64 = 86_400_000;

/// An open link with the rows behind it.
pub struct Opened {
    /// Who writes, when something is written by this link.
    pub actor: AccountId,
    /// The notice.
    pub notice: NoticeRow,
    /// Its premises.
    pub premises: Option<PremisesRow>,
    /// The building.
    pub site: Option<SiteRow>,
    /// Whether a 更正单 stands for it that was not withdrawn.
    pub is_corrected: bool,
    /// Its hazards that are here.
    pub hazards: BTreeMap<HazardId, HazardRow>,
}

/// What a link is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// Looking.
    Look,
    /// Sending a photo.
    Photo,
    /// Sending a letter.
    Letter,
}

/// Why a link does not open.
pub enum Shut {
    /// There is a page that says why.
    Page(StatusCode, Closed),
    /// The store, or too many tries.
    Problem(Problem),
}

impl Shut {
    /// An act that is not allowed is a problem, never a page.
    pub fn into_problem(self) -> Problem {
        match self {
            Self::Page(status, closed) => Problem::new(status, "link-closed", closed.sentence()),
            Self::Problem(problem) => problem,
        }
    }
}

impl<E: Into<Problem>> From<E> for Shut {
    fn from(error: E) -> Self {
        Self::Problem(error.into())
    }
}

/// Opens a link.
pub async fn open(app: &App, text: &str, what: Use) -> Result<Opened, Shut> {
    let now = app.clock.now();
    let unknown = || Shut::Page(StatusCode::NOT_FOUND, Closed::Unknown);
    let token = LinkToken::parse(text).ok_or_else(unknown)?;
    let key = RowKey { kind: SubjectKind::Notice, id: token.subject };
    let Some(Row::Notice(notice)) = app.core.store().rows(&[key]).await?.remove(&key) else {
        app.tries.take(&format!("unknown {}", token.subject), OPENINGS, now).map_err(too_many)?;
        let is_fresh = made_at(&token).is_some_and(|at| now.since(at).abs() < link_days(app) * DAY_MS);
        return Err(if is_fresh { Shut::Page(StatusCode::ACCEPTED, Closed::OnItsWay) } else { unknown() });
    };
    if !token.is_of(&notice.issued.link_sha256) {
        app.tries.take(&format!("wrong {}", token.subject), WRONG_SECRETS, now).map_err(too_many)?;
        return Err(unknown());
    }
    let allowance = match what {
        Use::Look => OPENINGS,
        Use::Photo => PHOTOS,
        Use::Letter => LETTERS,
    };
    app.tries.take(&format!("{what:?} {}", token.subject), allowance, now).map_err(too_many)?;
    if let Some(reason) = &notice.withdrawn {
        return Err(Shut::Page(StatusCode::GONE, Closed::Withdrawn { reason: reason.clone() }));
    }
    if !notice.opens_on(now.date_in_shanghai()) {
        return Err(Shut::Page(StatusCode::GONE, Closed::Expired));
    }
    with_rows(app, &token, notice).await
}

async fn with_rows(app: &App, token: &LinkToken, notice: NoticeRow) -> Result<Opened, Shut> {
    let premises_key = RowKey { kind: SubjectKind::Premises, id: notice.issued.premises.into() };
    let hazard_key = |id: HazardId| RowKey { kind: SubjectKind::Hazard, id: id.into() };
    let mut keys: Vec<_> = notice.issued.items.iter().map(|item| hazard_key(item.hazard)).collect();
    keys.push(premises_key);
    let mut rows: RowSet = app.core.store().rows(&keys).await?;
    let premises = match rows.remove(&premises_key) {
        Some(Row::Premises(row)) => Some(row),
        _ => None,
    };
    let site_key =
        premises.as_ref().and_then(|row| row.site).map(|id| RowKey { kind: SubjectKind::Site, id: id.into() });
    let site = match site_key {
        Some(key) => match app.core.store().rows(&[key]).await?.remove(&key) {
            Some(Row::Site(row)) => Some(row),
            _ => None,
        },
        None => None,
    };
    // A hazard of other premises than the notice's is none of its owner's business, whatever the notice names.
    let own = |row: &HazardRow| row.found.premises == notice.issued.premises;
    let hazards = rows
        .into_values()
        .filter_map(|row| if let Row::Hazard(row) = row { Some(row) } else { None })
        .filter(own)
        .map(|row| (row.id, row))
        .collect();
    let actor = AccountId(author_id(&[b"link", token.digest().as_bytes()]));
    let is_corrected = is_corrected(app, &notice).await?;
    Ok(Opened { actor, notice, premises, site, is_corrected, hazards })
}

// A 更正单 that was withdrawn again leaves the notice as it was: its owner has no other to go by.
async fn is_corrected(app: &App, notice: &NoticeRow) -> Result<bool, Shut> {
    let Some(id) = notice.corrected_by else { return Ok(false) };
    let key = RowKey { kind: SubjectKind::Notice, id: id.into() };
    let found = app.core.store().rows(&[key]).await?.remove(&key);
    Ok(!matches!(found, Some(Row::Notice(row)) if row.withdrawn.is_some()))
}

fn link_days(app: &App) -> i64 {
    i64::from(app.settings.outside.link_days)
}

// Ids are UUIDv7: a link that was never made on a phone has no time in it, or one far off.
fn made_at(token: &LinkToken) -> Option<Timestamp> {
    let (seconds, nanos) = token.subject.0.get_timestamp()?.to_unix();
    let millis = i64::try_from(seconds).ok()?.checked_mul(1000)?.checked_add(i64::from(nanos / 1_000_000))?;
    (token.subject.0.get_version_num() == 7).then(|| Timestamp::from_millis(millis))
}

fn too_many(wait_s: u64) -> Shut {
    Shut::Problem(too_many_tries(wait_s))
}

/// One try too many by a link.
pub fn too_many_tries(wait_s: u64) -> Problem {
    Problem::new(StatusCode::TOO_MANY_REQUESTS, "too-many-tries", "打开得太频繁了，请过一会儿再试")
        .field("retry_after_s", wait_s)
        .header(header::RETRY_AFTER, HeaderValue::from(wait_s))
}
