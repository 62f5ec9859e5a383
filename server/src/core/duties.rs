//! Who answers for what, and its changes while the server runs: handing over, 代班, reviewers of one trade, an area
//! moved. The sub-district and the administrator change it, each within their own areas.

use super::places::MoveError;
use super::{Core, Session};
use crate::store::{Account, StoreError};
use gridwalk_domain::admit::{Assignment, Role, Trade};
use gridwalk_domain::area::AreaLevel;
use gridwalk_domain::id::{AccountId, AreaId};
use gridwalk_domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

const STAND_INS_NOTE: &str = "stand_ins";

/// 代班: somebody answers for a cell for a time; whose cell it is does not change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StandIn {
    /// Which.
    pub id: Uuid,
    /// Who stands in.
    pub account: AccountId,
    /// For which area.
    pub area: AreaId,
    /// Begins.
    pub from: Timestamp,
    /// Ends.
    pub to: Timestamp,
    /// Whether it has begun.
    pub begun: bool,
}

/// One account of the scope with what it answers for now.
#[derive(Clone, Debug, PartialEq)]
pub struct Holder {
    /// Who.
    pub account: AccountId,
    /// As others see it.
    pub name: String,
    /// What for.
    pub role: Role,
    /// Areas, stand-ins included.
    pub areas: Vec<AreaId>,
    /// By trade.
    pub trades: Vec<Trade>,
}

/// Why a change was not made; nothing has changed then.
#[derive(Debug, thiserror::Error)]
pub enum DutyError {
    /// Only the sub-district and the administrator change who answers for what.
    #[error("role {0:?} may not change this")]
    Role(Role),
    /// The area or the account is not in the caller's scope.
    #[error("not in scope")]
    Unknown,
    /// The account's role does not fit the area: cells are walked by workers.
    #[error("the account does not fit")]
    Unfit,
    /// It answers for that area already.
    #[error("answers for it already")]
    Already,
    /// It would end before it begins.
    #[error("ends before it begins")]
    Backwards,
    /// The area cannot lie there.
    #[error(transparent)]
    Move(#[from] MoveError),
    /// The store did not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Core {
    /// Everybody of the caller's scope, by name.
    pub async fn roster(&self, session: &Session) -> Result<Vec<Holder>, StoreError> {
        let mut holders = Vec::new();
        for person in self.store().people(session.account).await? {
            let held = self.store().assignments(person.id).await?;
            let trades = self.store().trades(person.id).await?;
            holders.push(Holder {
                account: person.id,
                name: person.name,
                role: person.role,
                areas: held.into_iter().filter(|held| held.to.is_none()).map(|held| held.area).collect(),
                trades: trades.into_iter().filter(|trade| trade.to.is_none()).collect(),
            });
        }
        Ok(holders)
    }

    fn may_change(&self, session: &Session, area: AreaId) -> Result<(), DutyError> {
        if !matches!(session.role, Role::Subdistrict | Role::Admin) {
            return Err(DutyError::Role(session.role));
        }
        let is_own = self.places().tree.is_within(area, &session.actor.areas());
        if is_own { Ok(()) } else { Err(DutyError::Unknown) }
    }

    async fn worker(&self, account: AccountId, area: AreaId) -> Result<Account, DutyError> {
        let account = self.store().account(account).await?.ok_or(DutyError::Unknown)?;
        let is_cell = self.places().tree.get(area).is_some_and(|area| area.level == AreaLevel::GridCell);
        if account.role == Role::Worker && is_cell { Ok(account) } else { Err(DutyError::Unfit) }
    }

    async fn holds(&self, account: AccountId, area: AreaId) -> Result<bool, StoreError> {
        let held = self.store().assignments(account).await?;
        Ok(held.iter().any(|held| held.area == area && held.to.is_none()))
    }

    /// 交接: the cell goes to another worker at once. What those before had recorded there before the move is still
    /// taken from them.
    pub async fn hand_over(
        &self,
        session: &Session,
        area: AreaId,
        to: AccountId,
        now: Timestamp,
    ) -> Result<(), DutyError> {
        self.may_change(session, area)?;
        let to = self.worker(to, area).await?;
        let _turn = self.duties.lock().await;
        let stand_ins = self.stand_ins().await?;
        let is_standing = |account| stand_ins.iter().any(|one| one.begun && (one.account, one.area) == (account, area));
        if self.holds(to.id, area).await? && !is_standing(to.id) {
            return Err(DutyError::Already);
        }
        for holder in self.roster(session).await? {
            if holder.role == Role::Worker && holder.areas.contains(&area) && !is_standing(holder.account) {
                self.store().end_assignment(holder.account, area, now).await?;
            }
        }
        if !self.holds(to.id, area).await? {
            self.store().assign(to.id, &Assignment { area, from: now, to: None }).await?;
        }
        Ok(())
    }

    /// 代班, planned or under way, by their beginning.
    pub async fn stand_ins(&self) -> Result<Vec<StandIn>, StoreError> {
        let note = self.store().note(STAND_INS_NOTE).await?;
        note.map_or(Ok(Vec::new()), |json| {
            serde_json::from_str(&json)
                .map_err(|source| StoreError::Corrupt { what: "stand-ins", source: Box::new(source) })
        })
    }

    /// Where an account stands in now.
    pub async fn stands_in(&self, account: AccountId) -> Result<Vec<AreaId>, StoreError> {
        let all = self.stand_ins().await?;
        Ok(all.into_iter().filter(|one| one.begun && one.account == account).map(|one| one.area).collect())
    }

    async fn put_stand_ins(&self, stand_ins: &[StandIn]) -> Result<(), StoreError> {
        // Cannot fail: plain fields.
        let json = serde_json::to_string(stand_ins).unwrap_or_default();
        self.store().set_note(STAND_INS_NOTE, Some(&json)).await
    }

    /// Plans a stand-in; one whose time has come begins at once.
    pub async fn plan_stand_in(&self, session: &Session, planned: StandIn, now: Timestamp) -> Result<(), DutyError> {
        self.may_change(session, planned.area)?;
        if planned.from >= planned.to || planned.to <= now {
            return Err(DutyError::Backwards);
        }
        let account = self.worker(planned.account, planned.area).await?;
        {
            let _turn = self.duties.lock().await;
            let mut all = self.stand_ins().await?;
            let is_same = |one: &StandIn| (one.account, one.area) == (account.id, planned.area);
            if self.holds(account.id, planned.area).await? || all.iter().any(is_same) {
                return Err(DutyError::Already);
            }
            all.push(StandIn { begun: false, ..planned });
            all.sort_by_key(|one| (one.from, one.id));
            self.put_stand_ins(&all).await?;
        }
        Ok(self.settle_stand_ins(now).await?)
    }

    /// Ends a stand-in before its time, or takes a planned one back.
    pub async fn end_stand_in(&self, session: &Session, id: Uuid, now: Timestamp) -> Result<(), DutyError> {
        let one = self.stand_ins().await?.into_iter().find(|one| one.id == id).ok_or(DutyError::Unknown)?;
        self.may_change(session, one.area)?;
        let _turn = self.duties.lock().await;
        let mut all = self.stand_ins().await?;
        all.retain(|one| one.id != id);
        if one.begun {
            self.store().end_assignment(one.account, one.area, now).await?;
        }
        Ok(self.put_stand_ins(&all).await?)
    }

    /// Begins and ends stand-ins whose time has come; called now and then while the server runs.
    pub async fn settle_stand_ins(&self, now: Timestamp) -> Result<(), StoreError> {
        let _turn = self.duties.lock().await;
        let before = self.stand_ins().await?;
        let mut after = Vec::with_capacity(before.len());
        for one in &before {
            let mut one = one.clone();
            if !one.begun && one.from <= now && now < one.to {
                if !self.holds(one.account, one.area).await? {
                    self.store().assign(one.account, &Assignment { area: one.area, from: one.from, to: None }).await?;
                }
                one.begun = true;
            }
            if one.to <= now {
                if one.begun {
                    self.store().end_assignment(one.account, one.area, one.to).await?;
                }
                continue;
            }
            after.push(one);
        }
        if after == before { Ok(()) } else { self.put_stand_ins(&after).await }
    }

    /// Makes a committee account the reviewer of these kinds in an area, and of nothing else; no kinds end it.
    pub async fn set_trades(
        &self,
        session: &Session,
        account: AccountId,
        area: AreaId,
        kinds: &[String],
        now: Timestamp,
    ) -> Result<(), DutyError> {
        self.may_change(session, area)?;
        let account = self.store().account(account).await?.ok_or(DutyError::Unknown)?;
        let is_known = self.store().people(session.account).await?.iter().any(|person| person.id == account.id);
        if !is_known {
            return Err(DutyError::Unknown);
        }
        if account.role != Role::Committee {
            return Err(DutyError::Unfit);
        }
        Ok(self.store().set_trades(account.id, area, kinds, now).await?)
    }

    /// Puts a cell or a community under another parent, both within the caller's areas. History goes with it.
    pub async fn move_area_as(
        &self,
        session: &Session,
        area: AreaId,
        parent: AreaId,
        now: Timestamp,
    ) -> Result<(), DutyError> {
        self.may_change(session, area)?;
        self.may_change(session, parent)?;
        let places = self.places();
        let level = |id| places.tree.get(id).map(|area| area.level);
        let fits = matches!(
            (level(area), level(parent)),
            (Some(AreaLevel::GridCell), Some(AreaLevel::Community))
                | (Some(AreaLevel::Community), Some(AreaLevel::Subdistrict))
        );
        if !fits {
            return Err(DutyError::Unfit);
        }
        Ok(self.move_area(area, parent, now).await?)
    }
}
