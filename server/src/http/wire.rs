//! The shapes of the API, as they stand in its OpenAPI description.

use crate::core::Verdict;
use gridwalk_domain::admit::Role;
use gridwalk_domain::area::Area;
use gridwalk_domain::event::Recorded;
use gridwalk_domain::id::{AccountId, AreaId, DeviceId};
use gridwalk_domain::ledger::Row;
use gridwalk_domain::settings::PlaceSettings;
use gridwalk_domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::{IntoParams, IntoResponses, ToSchema};
use uuid::Uuid;

/// Signing in.
#[derive(Deserialize, ToSchema)]
pub struct SignIn {
    /// As registered.
    pub username: String,
    /// As set.
    pub password: String,
    /// Made by the device once and kept.
    #[schema(value_type = Uuid)]
    pub device: DeviceId,
}

/// The first administrator, by the code that the server printed.
#[derive(Deserialize, ToSchema)]
pub struct FirstAdmin {
    /// One-time; blanks, dashes and case do not matter.
    pub code: String,
    /// To be.
    pub username: String,
    /// As others will see it.
    pub name: String,
    /// At least 8 characters.
    pub password: String,
    /// Made by the device once and kept.
    #[schema(value_type = Uuid)]
    pub device: DeviceId,
}

/// Another password.
#[derive(Deserialize, ToSchema)]
pub struct ChangePassword {
    /// The present one.
    pub old_password: String,
    /// At least 8 characters, at most 256 bytes.
    pub new_password: String,
}

/// Who is signed in, where, and with whom.
#[derive(Serialize, ToSchema)]
pub struct SessionReply {
    /// Who.
    pub account: AccountReply,
    /// What for.
    #[schema(value_type = RoleName)]
    pub role: Role,
    /// Areas answered for.
    #[schema(value_type = Vec<Uuid>)]
    pub areas: Vec<AreaId>,
    /// Of them, those where it stands in for somebody for some days.
    #[schema(value_type = Vec<Uuid>)]
    pub standing_in: Vec<AreaId>,
    /// Those, all below them, and what they lie in.
    #[schema(value_type = Vec<Object>)]
    pub tree: Vec<Area>,
    /// Colleagues of the scope.
    pub people: Vec<PersonReply>,
    /// Of the place.
    #[schema(value_type = Object)]
    pub settings: PlaceSettings,
    /// The server's clock, UTC milliseconds.
    #[schema(value_type = i64)]
    pub server_time: Timestamp,
    /// Names the database.
    pub incarnation: Uuid,
    /// For administrators: what should be seen to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<&'static str>,
}

/// An account.
#[derive(Serialize, ToSchema)]
pub struct AccountReply {
    /// For ever.
    #[schema(value_type = Uuid)]
    pub id: AccountId,
    /// For signing in.
    pub username: String,
    /// As others see it.
    pub name: String,
}

/// A colleague.
#[derive(Serialize, ToSchema)]
pub struct PersonReply {
    /// Account.
    #[schema(value_type = Uuid)]
    pub id: AccountId,
    /// As others see it.
    pub name: String,
    /// What for.
    #[schema(value_type = RoleName)]
    pub role: Role,
    /// What they answer for now: a cell below nobody's is a blind spot.
    #[schema(value_type = Vec<Uuid>)]
    pub areas: Vec<AreaId>,
}

/// What an account is for.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
#[allow(dead_code, reason = "describes the domain's Role")]
pub enum RoleName {
    /// 网格员.
    Worker,
    /// 社区居委会.
    Committee,
    /// 镇街.
    Subdistrict,
    /// 管理员.
    Admin,
}

/// A batch of events.
#[derive(Deserialize, ToSchema)]
pub struct OfferedBatch {
    /// The sender; an event may have been made on another.
    #[schema(value_type = Uuid)]
    pub device: DeviceId,
    /// At most 500, each an envelope of at most 256 kB and 32 levels. Each is read by itself.
    #[schema(value_type = Vec<Object>)]
    pub events: Vec<Box<RawValue>>,
}

/// A verdict for each event, in their order.
#[derive(Serialize, ToSchema)]
pub struct Verdicts {
    /// One an event.
    #[schema(value_type = Vec<VerdictReply>)]
    pub results: Vec<Verdict>,
    /// Events of the caller's scope up to this `seq` are in a backup.
    #[schema(minimum = 0)]
    pub backed_up_through: u64,
    /// Names the database.
    pub incarnation: Uuid,
}

/// The verdict on one event.
#[derive(ToSchema)]
#[allow(dead_code, reason = "describes the core's Verdict")]
pub struct VerdictReply {
    /// As the event gave it; null when there was none to read.
    #[schema(required)]
    pub id: Option<String>,
    /// Which end.
    pub verdict: VerdictName,
    /// Its place in the shared order, with `accepted` and `duplicate`.
    #[schema(minimum = 1, nullable = false)]
    pub seq: Option<u64>,
    /// Stable word, with `quarantined` and `refused`.
    #[schema(nullable = false)]
    pub reason: Option<String>,
    /// More about the reason.
    #[schema(nullable = false)]
    pub detail: Option<String>,
}

/// The four ends.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
#[allow(dead_code, reason = "describes the core's VerdictKind")]
pub enum VerdictName {
    /// In the shared order, durably.
    Accepted,
    /// Was there already, the same.
    Duplicate,
    /// Kept apart for a person to judge.
    Quarantined,
    /// Not taken.
    Refused,
}

/// Where a pull begins.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct EventsQuery {
    /// `next` of the pull before; `0` starts.
    #[param(pattern = "^(0|1([A-Za-z0-9_-]{32}){1,64})$")]
    pub after: Option<String>,
    /// At most so many events; 200 unless said, never over 1000.
    #[param(value_type = Option<i64>, minimum = 0, maximum = 4294967295i64)]
    pub limit: Option<u32>,
}

/// Events in order.
#[derive(Serialize, ToSchema)]
pub struct EventsReply {
    /// Envelopes as posted, with `seq` and `received_at`.
    #[schema(value_type = Vec<Object>)]
    pub events: Vec<Recorded>,
    /// Ask for what follows with this.
    pub next: String,
    /// Whether something follows now.
    pub more: bool,
    /// Of the scope: another than last time means to begin anew with a snapshot.
    pub epoch: String,
    /// Names the database.
    pub incarnation: Uuid,
    /// As with verdicts.
    #[schema(minimum = 0)]
    pub backed_up_through: u64,
}

/// Which page.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SnapshotQuery {
    /// `next` of the page before; absent or `0` takes a new snapshot.
    #[param(pattern = "^(0|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\\.[0-9]{1,9})$")]
    pub page: Option<String>,
}

/// One page of a snapshot.
#[derive(Serialize, ToSchema)]
pub struct SnapshotReply {
    /// Sites, premises, inspections, hazards.
    #[schema(value_type = Vec<Object>)]
    pub rows: Vec<Row>,
    /// The same on each page.
    pub epoch: String,
    /// The same on each page: pull from here.
    pub cursor: String,
    /// Names the database.
    pub incarnation: Uuid,
    /// From 0.
    pub page: usize,
    /// How many.
    pub pages: usize,
    /// Names the next page; null on the last.
    #[schema(required)]
    pub next: Option<String>,
}

/// The lists there are.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
#[allow(dead_code, reason = "describes a path segment")]
pub enum ListName {
    /// 巡查记录.
    Inspections,
    /// 隐患.
    Hazards,
    /// 场所.
    Premises,
    /// 任务.
    Tasks,
    /// 楼栋、院落.
    Sites,
}

/// What a list is narrowed to.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListParams {
    /// `pending`, `passed`, `returned`; a hazard's state, or `open`; a task's `open` or `done`.
    pub state: Option<String>,
    /// Below this area.
    pub area: Option<Uuid>,
    /// Of this premises.
    pub premises: Option<Uuid>,
    /// By this account.
    pub actor: Option<Uuid>,
    /// G, L or M; of tasks `work`, `outreach`, `campaign`, `odd_reading`.
    pub level: Option<String>,
    /// Catalogue kind of the premises.
    pub premises_kind: Option<String>,
    /// Part of name or address.
    pub search: Option<String>,
    /// Hazards due before this day, `YYYY-MM-DD`.
    #[param(format = Date)]
    pub due_before: Option<String>,
    /// `next` of the page before.
    #[param(pattern = "^[0-9]{1,15}\\.[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")]
    pub after: Option<String>,
    /// At most so many rows; 50 unless said, never over 500.
    #[param(value_type = Option<i64>, minimum = 0, maximum = 4294967295i64)]
    pub limit: Option<u32>,
}

/// Rows of a list, newest first.
#[derive(Serialize, ToSchema)]
pub struct ListReply {
    /// As in a snapshot.
    #[schema(value_type = Vec<Object>)]
    pub rows: Vec<Box<RawValue>>,
    /// Ask for what follows with this; null at the end.
    #[schema(required)]
    pub next: Option<String>,
}

/// Headers of a write.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[allow(dead_code, reason = "read by the write guard")]
pub struct WriteHeaders {
    /// `1`: another site's page cannot send it.
    #[param(rename = "X-Gridwalk", required)]
    pub gridwalk: String,
    /// The account that the client believes to be signed in; another than the cookie's is 403.
    #[param(rename = "X-Gridwalk-Account")]
    pub account: Option<Uuid>,
}

/// Header of every call of an upload.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[allow(dead_code, reason = "read by the photos' middleware")]
pub struct TusHeaders {
    /// `1.0.0`; another version is 412.
    #[param(rename = "Tus-Resumable", required)]
    pub tus_resumable: String,
}

/// Any error.
#[derive(ToSchema)]
#[allow(dead_code, reason = "describes Problem")]
pub struct ProblemBody {
    /// `urn:gridwalk:problem:CODE`.
    #[schema(rename = "type")]
    pub type_uri: String,
    /// Stable word.
    pub code: String,
    /// For people, in Chinese.
    pub title: String,
    /// HTTP status.
    pub status: u16,
    /// For whoever reads logs.
    #[schema(nullable = false)]
    pub detail: Option<String>,
}

/// The errors of nearly every call.
#[derive(IntoResponses)]
#[allow(dead_code, reason = "describes responses")]
pub enum Problems {
    /// Not to be understood.
    #[response(status = 400, content_type = "application/problem+json")]
    BadRequest(#[to_schema] ProblemBody),
    /// No session, or one that has lapsed.
    #[response(status = 401, content_type = "application/problem+json")]
    Unsigned(#[to_schema] ProblemBody),
    /// The write guard's marks are missing, or the account is another.
    #[response(status = 403, content_type = "application/problem+json")]
    Forbidden(#[to_schema] ProblemBody),
    /// Over a limit.
    #[response(status = 413, content_type = "application/problem+json")]
    TooLarge(#[to_schema] ProblemBody),
    /// Neither JSON nor gzip.
    #[response(status = 415, content_type = "application/problem+json")]
    Unsupported(#[to_schema] ProblemBody),
    /// The store does not answer: try again.
    #[response(status = 503, content_type = "application/problem+json")]
    Unavailable(#[to_schema] ProblemBody),
}

/// The errors of an upload's calls.
#[derive(IntoResponses)]
#[allow(dead_code, reason = "describes responses")]
pub enum UploadProblems {
    /// No such upload, or another account's.
    #[response(status = 404, content_type = "application/problem+json")]
    Unknown(#[to_schema] ProblemBody),
    /// The upload stands elsewhere: `Upload-Offset` says where.
    #[response(status = 409, content_type = "application/problem+json")]
    OffsetConflict(#[to_schema] ProblemBody),
    /// The upload has expired.
    #[response(status = 410, content_type = "application/problem+json")]
    Expired(#[to_schema] ProblemBody),
    /// Another version of tus.
    #[response(status = 412, content_type = "application/problem+json")]
    Version(#[to_schema] ProblemBody),
    /// No photo, or not the promised one: `empty`, `hash-mismatch`, `heic`, `not-an-image`, `dimensions`, `broken`.
    #[response(status = 422, content_type = "application/problem+json")]
    Refused(#[to_schema] ProblemBody),
    /// The bytes are not those of the checksum; none were kept.
    #[response(status = 460, content_type = "application/problem+json")]
    Checksum(#[to_schema] ProblemBody),
    /// The disk is full.
    #[response(status = 507, content_type = "application/problem+json")]
    NoSpace(#[to_schema] ProblemBody),
}

/// No such thing.
#[derive(IntoResponses, ToSchema)]
#[response(status = 404, content_type = "application/problem+json")]
#[allow(dead_code, reason = "describes a response")]
pub struct NotFound(#[to_schema] ProblemBody);

/// Too many tries.
#[derive(IntoResponses, ToSchema)]
#[response(status = 429, content_type = "application/problem+json")]
#[allow(dead_code, reason = "describes a response")]
pub struct TooManyTries(#[to_schema] ProblemBody);

/// The store does not answer.
#[derive(IntoResponses, ToSchema)]
#[response(status = 503, content_type = "application/problem+json")]
#[allow(dead_code, reason = "describes a response")]
pub struct Unavailable(#[to_schema] ProblemBody);
