//! Bodies by kind, and how an envelope is read as one.

use super::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What kind of thing an event's subject is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SubjectKind {
    /// 楼栋/院落.
    Site,
    /// 场所.
    Premises,
    /// 巡查.
    Inspection,
    /// 隐患.
    Hazard,
    /// 任务.
    Task,
    /// 告知单.
    Notice,
}

/// The envelope cannot be read as an event this build knows.
#[derive(Debug, thiserror::Error)]
pub enum DecodeError {
    /// Made by a newer build; kept and passed on, not shown.
    #[error("unknown kind {kind}")]
    UnknownKind {
        /// As it stands.
        kind: String,
    },
    /// Made by a newer build.
    #[error("version {version} of {kind} is not known")]
    UnknownVersion {
        /// As it stands.
        kind: String,
        /// As it stands.
        version: u16,
    },
    /// The body has not the kind's shape.
    #[error("body of {kind}: {source}")]
    Body {
        /// As it stands.
        kind: String,
        /// What serde says.
        source: serde_json::Error,
    },
}

macro_rules! bodies {
    ($($kind:ident of $subject:ident),* $(,)?) => {
        /// The body of an event, by its kind. Every kind is at version 1.
        #[derive(Clone, Debug, PartialEq)]
        #[allow(missing_docs, reason = "each is documented at its own type")]
        #[allow(clippy::large_enum_variant, reason = "handled one at a time")]
        pub enum Body { $($kind($kind)),* }

        impl Body {
            /// All kinds, as they stand in `Envelope::kind`.
            pub const KINDS: &'static [&'static str] = &[$(stringify!($kind)),*];

            /// Reads the envelope's body.
            pub fn decode(envelope: &Envelope) -> Result<Self, DecodeError> {
                let kind = envelope.kind.as_str();
                if !Self::KINDS.contains(&kind) {
                    return Err(DecodeError::UnknownKind { kind: kind.chars().take(80).collect() });
                }
                if envelope.version != 1 {
                    return Err(DecodeError::UnknownVersion { kind: kind.to_owned(), version: envelope.version });
                }
                let read = match kind {
                    $(stringify!($kind) => $kind::deserialize(&envelope.body).map(Self::$kind),)*
                    _ => return Err(DecodeError::UnknownKind { kind: kind.to_owned() }),
                };
                read.map_err(|source| DecodeError::Body { kind: kind.to_owned(), source })
            }

            /// The name for `Envelope::kind`.
            pub fn kind(&self) -> &'static str {
                match self { $(Self::$kind(_) => stringify!($kind)),* }
            }

            /// What its subject is.
            pub fn subject_kind(&self) -> SubjectKind {
                match self { $(Self::$kind(_) => SubjectKind::$subject),* }
            }

            /// The JSON for `Envelope::body`.
            pub fn to_value(&self) -> Value {
                // Cannot fail: bodies have string keys and finite structure; NaN becomes null.
                match self { $(Self::$kind(body) => serde_json::to_value(body).unwrap_or(Value::Null)),* }
            }
        }

        $(impl From<$kind> for Body {
            fn from(body: $kind) -> Self {
                Self::$kind(body)
            }
        })*
    };
}

bodies! {
    SiteRegistered of Site,
    PremisesRegistered of Premises,
    PremisesLocated of Premises,
    PremisesMerged of Premises,
    PremisesToldApart of Premises,
    QuietPeriodSet of Premises,
    InspectionRecorded of Inspection,
    InspectionCorrected of Inspection,
    ReviewPassed of Inspection,
    ReviewReturned of Inspection,
    HazardFound of Hazard,
    HazardRestated of Hazard,
    RectificationReported of Hazard,
    HazardSeenOpen of Hazard,
    HazardNotified of Hazard,
    Reinspected of Hazard,
    ClosedOut of Hazard,
    HazardReported of Hazard,
    HazardReferred of Hazard,
    HazardWithdrawn of Hazard,
    HazardAssigned of Hazard,
    ReviewAssigned of Inspection,
    WorkReported of Task,
    WorkChecked of Task,
    WorkAnswered of Task,
    OutreachRecorded of Task,
    CampaignOpened of Task,
    CampaignEnded of Task,
    ReadingFoundOdd of Task,
    TaskSettled of Task,
    FileChanged of Premises,
    FileVerified of Premises,
    StandingChanged of Premises,
    PremisesSucceeded of Premises,
    HazardMoved of Hazard,
    DutyNotified of Premises,
    LimitedSpacesListed of Premises,
    UnlawfulUseReported of Premises,
    UnlawfulUseSettled of Premises,
    SupervisionEscalated of Premises,
    ImportUndone of Premises,
    DoorMarked of Site,
    SiteChanged of Site,
    ExtensionRequested of Hazard,
    ExtensionAnswered of Hazard,
    WithdrawalDeclined of Hazard,
    ReferralAnswered of Hazard,
    HazardReminded of Hazard,
    HazardEscalated of Hazard,
    SupervisionListed of Hazard,
    SupervisionLifted of Hazard,
    MajorJudged of Hazard,
    HazardReopened of Hazard,
    LookedBack of Hazard,
    TypicalSceneMarked of Hazard,
    ContestResolved of Hazard,
    NoticeIssued of Notice,
    NoticeDelivered of Notice,
    NoticeSigned of Notice,
    NoticeRefusedToSign of Notice,
    NoticeFiled of Notice,
    NoticeWithdrawn of Notice,
    NoticeOpened of Notice,
    OwnerWrote of Notice,
    OwnerAnswered of Notice,
    SelfCheckInvited of Premises,
    SelfCheckRevoked of Premises,
    SelfChecked of Premises,
    TipReceived of Task,
    TipDeclined of Task,
    TipCheckAsked of Task,
    TipChecked of Task,
    TipAnswered of Task,
    TipRewardDecided of Task,
}

impl Body {
    /// Whether it makes its subject's row.
    pub fn begins(&self) -> bool {
        matches!(
            self,
            Self::SiteRegistered(_)
                | Self::DoorMarked(_)
                | Self::PremisesRegistered(_)
                | Self::InspectionRecorded(_)
                | Self::HazardFound(_)
                | Self::WorkReported(_)
                | Self::OutreachRecorded(_)
                | Self::CampaignOpened(_)
                | Self::ReadingFoundOdd(_)
                | Self::NoticeIssued(_)
                | Self::TipReceived(_)
                | Self::TipCheckAsked(_)
        )
    }

    /// The premises it touches, if any; every event below a premises names it, so that no lookup is needed to fold.
    pub fn premises(&self, envelope: &Envelope) -> Option<crate::id::PremisesId> {
        Some(match self {
            Self::CampaignOpened(_)
            | Self::CampaignEnded(_)
            | Self::TipReceived(_)
            | Self::TipDeclined(_)
            | Self::TipCheckAsked(_)
            | Self::TipChecked(_)
            | Self::TipAnswered(_)
            | Self::TipRewardDecided(_) => return None,
            Self::PremisesMerged(_) | Self::PremisesToldApart(_) => envelope.subject.into(),
            Self::QuietPeriodSet(body) => body.premises,
            Self::HazardAssigned(body) => body.premises,
            Self::ReviewAssigned(body) => body.premises,
            Self::WorkReported(body) => return body.premises,
            Self::WorkChecked(body) => return body.premises,
            Self::WorkAnswered(body) => return body.premises,
            Self::OutreachRecorded(body) => return body.premises,
            Self::ReadingFoundOdd(body) => body.premises,
            Self::TaskSettled(body) => body.premises,
            Self::SiteRegistered(_) | Self::DoorMarked(_) | Self::SiteChanged(_) => return None,
            Self::PremisesRegistered(_)
            | Self::FileChanged(_)
            | Self::FileVerified(_)
            | Self::StandingChanged(_)
            | Self::PremisesSucceeded(_)
            | Self::DutyNotified(_)
            | Self::LimitedSpacesListed(_)
            | Self::UnlawfulUseReported(_)
            | Self::UnlawfulUseSettled(_)
            | Self::SupervisionEscalated(_)
            | Self::ImportUndone(_)
            | Self::SelfCheckInvited(_)
            | Self::SelfCheckRevoked(_)
            | Self::SelfChecked(_) => envelope.subject.into(),
            Self::HazardMoved(body) => body.premises,
            Self::PremisesLocated(body) => body.premises,
            Self::InspectionRecorded(body) => body.premises,
            Self::InspectionCorrected(body) => body.record.premises,
            Self::ReviewPassed(body) => body.premises,
            Self::ReviewReturned(body) => body.premises,
            Self::HazardFound(body) => body.premises,
            Self::HazardRestated(body) => body.premises,
            Self::RectificationReported(body) => body.premises,
            Self::HazardSeenOpen(body) => body.premises,
            Self::HazardNotified(body) => body.premises,
            Self::Reinspected(body) => body.premises,
            Self::ClosedOut(body) => body.premises,
            Self::HazardReported(body) => body.premises,
            Self::HazardReferred(body) => body.premises,
            Self::HazardWithdrawn(body) => body.premises,
            Self::ExtensionRequested(body) => body.premises,
            Self::ExtensionAnswered(body) => body.premises,
            Self::WithdrawalDeclined(body) => body.premises,
            Self::ReferralAnswered(body) => body.premises,
            Self::HazardReminded(body) => body.premises,
            Self::HazardEscalated(body) => body.premises,
            Self::SupervisionListed(body) => body.premises,
            Self::SupervisionLifted(body) => body.premises,
            Self::MajorJudged(body) => body.premises,
            Self::HazardReopened(body) => body.premises,
            Self::LookedBack(body) => body.premises,
            Self::TypicalSceneMarked(body) => body.premises,
            Self::ContestResolved(body) => body.premises,
            Self::NoticeIssued(body) => body.premises,
            Self::NoticeDelivered(body) => body.premises,
            Self::NoticeSigned(body) => body.premises,
            Self::NoticeRefusedToSign(body) => body.premises,
            Self::NoticeFiled(body) => body.premises,
            Self::NoticeWithdrawn(body) => body.premises,
            Self::NoticeOpened(body) => body.premises,
            Self::OwnerWrote(body) => body.premises,
            Self::OwnerAnswered(body) => body.premises,
        })
    }

    /// The day that whoever writes it sets for somebody else to have done something; what an authority's paper sets is
    /// none, for a paper may be entered late.
    pub fn day_set(&self) -> Option<crate::time::Date> {
        match self {
            Self::Reinspected(body) => body.due_on,
            Self::ExtensionAnswered(body) => body.due_on,
            Self::HazardReferred(body) => body.feedback_by,
            Self::HazardReopened(body) => body.due_on,
            Self::LookedBack(body) => body.due_on,
            Self::TipCheckAsked(body) => Some(body.due_on),
            _ => None,
        }
    }

    /// The day on which a paper was written or a step was taken, as whoever enters it says.
    pub fn day_done(&self) -> Option<crate::time::Date> {
        match self {
            Self::HazardEscalated(body) => Some(body.on),
            Self::SupervisionListed(body) => Some(body.on),
            Self::SupervisionLifted(body) => Some(body.on),
            Self::MajorJudged(body) => Some(body.on),
            _ => None,
        }
    }

    /// Every photo it names, with the item's before its after.
    pub fn photos(&self) -> Vec<&crate::photo::PhotoRef> {
        match self {
            Self::PremisesRegistered(body) => body.door_photo.iter().collect(),
            Self::InspectionRecorded(body) => body.all_photos(),
            Self::InspectionCorrected(body) => body.record.all_photos(),
            Self::HazardFound(body) => body.photos.iter().chain(&body.after_photos).collect(),
            Self::HazardRestated(body) => body.photos.iter().chain(&body.after_photos).collect(),
            Self::RectificationReported(body) => body.photos.iter().collect(),
            Self::HazardSeenOpen(body) => body.photos.iter().collect(),
            Self::Reinspected(body) => body.photos.iter().collect(),
            Self::WorkReported(body) => body.seen.iter().flat_map(|seen| &seen.photos).collect(),
            Self::WorkChecked(body) => body.seen.photos.iter().collect(),
            Self::OutreachRecorded(body) => body.photos.iter().collect(),
            Self::TaskSettled(body) => body.photos.iter().collect(),
            Self::DutyNotified(body) => body.photo.iter().collect(),
            Self::UnlawfulUseReported(body) => body.photos.iter().collect(),
            Self::DoorMarked(body) => body.photo.iter().collect(),
            Self::ClosedOut(body) => body.photos.iter().collect(),
            Self::ReferralAnswered(body) => body.photos.iter().collect(),
            Self::HazardReopened(body) => body.photos.iter().collect(),
            Self::LookedBack(body) => body.photos.iter().collect(),
            Self::NoticeSigned(body) => body.photo.iter().collect(),
            Self::NoticeRefusedToSign(body) => body.photo.iter().collect(),
            Self::OwnerWrote(body) => body.photos.iter().collect(),
            Self::SelfChecked(body) => body.answers.iter().flat_map(|answer| &answer.photos).collect(),
            Self::TipReceived(body) => body.photos.iter().collect(),
            Self::TipCheckAsked(body) => body.photos.iter().collect(),
            Self::TipChecked(body) => body.photos.iter().collect(),
            _ => Vec::new(),
        }
    }
}

impl InspectionRecorded {
    /// With which checklists, in which version; none where nobody got in.
    pub fn templates(&self) -> &[crate::checklist::TemplateRef] {
        match &self.outcome {
            Outcome::Inspected(inspected) => &inspected.templates,
            Outcome::NotEntered(_) => &[],
        }
    }

    /// Every photo of the visit: its own, then each answer's, each room's, the earlier hazards'.
    pub fn all_photos(&self) -> Vec<&crate::photo::PhotoRef> {
        let mut photos: Vec<_> = self.photos.iter().collect();
        match &self.outcome {
            Outcome::NotEntered(not_entered) => photos.extend(&not_entered.door_photo),
            Outcome::Inspected(inspected) => {
                let of_rooms = inspected.rooms.iter().flat_map(|room| room.answers.values());
                for answer in inspected.answers.values().chain(of_rooms) {
                    photos.extend(answer.photos.iter().chain(&answer.after_photos));
                }
                photos.extend(inspected.earlier.iter().flat_map(|earlier| &earlier.photos));
            }
        }
        photos
    }
}
