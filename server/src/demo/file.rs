//! The files of premises as a year of work leaves them: who supervises, devices, drills, owners; and what a few of them
//! went through. Thrown with dice of their own, so that nothing else of the town changes.

use super::dice::Dice;
use super::register::Details;
use super::stock::Premises;
use super::town::{Step, Town};
use gridwalk_domain::checklist::KindFamily;
use gridwalk_domain::event::*;
use gridwalk_domain::id::PremisesId;
use gridwalk_domain::ledger::Standing;
use gridwalk_domain::record::name_default_body;
use gridwalk_domain::register::{SUPERVISING_BODY, TAGS};
use gridwalk_domain::time::Timestamp;

/// What happens to the file of one of the premises.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum FileStep {
    /// 有限空间 counted.
    Spaces,
    /// 线索 reported from outside.
    Signal,
    /// 申请注销.
    AskClosure,
    /// 同意注销.
    Close,
    /// 暂停.
    Suspend,
    /// Persons told of their duty.
    Tell,
    /// 监管主体待明确: asked of the sub-district.
    AskBody,
}

impl Town {
    /// Columns and persons that the register wants beside those of the trade.
    pub(super) fn fill_file(&self, index: usize) -> (Details, PremisesPersons) {
        let Premises { body, persons, .. } = &self.stock.premises[index];
        let mut dice = Dice::new(0x0f11_e000 + index as u64);
        let (mut details, mut persons) = (body.details.clone(), persons.clone());
        let family = self.catalogue.kind(&body.kind).map(|kind| kind.family);
        let day = |back: i64| self.today.plus_days(-back).to_string();
        let mut say = |key: &str, value: String| details.insert(key.to_owned(), value);
        match family {
            Some(KindFamily::RentalHousing | KindFamily::IdleYard | KindFamily::DisusedFactory) => {
                let finding =
                    ["未发现安全隐患", "存在一定安全隐患", "存在严重安全隐患"][dice.weighted(&[0.86, 0.12, 0.02])];
                say("structure_finding", finding.into());
                persons.holder_name = persons.owner_name.clone();
            }
            Some(_) => {
                say("last_self_check", day(dice.range(5, 120)));
                if dice.chance(0.85) {
                    say("last_drill", day(dice.range(20, 420)));
                    say("drill_kind", if dice.chance(0.6) { "四不演练" } else { "脚本演练" }.into());
                }
                if dice.chance(0.35) {
                    say("sprinklers_due", "1".into());
                    say("sprinklers_fitted", if dice.chance(0.6) { "1" } else { "0" }.into());
                    say("sprinkler_type", "悬挂式干粉".into());
                }
                say("alarm_tested_on", day(dice.range(10, 200)));
                if let Some(industry) = self.words.industry(&body.kind, &body.name) {
                    say("industry", industry.into());
                }
            }
            None => {}
        }
        let tag = match (body.kind.as_str(), body.details.get("gas").map(String::as_str)) {
            (_, Some("醇基燃料")) => Some("醇基燃料"),
            ("school", _) if dice.chance(0.4) => Some("托管"),
            ("shop", _) if dice.chance(0.04) => Some("多业态混合"),
            _ => None,
        };
        if let Some(tag) = tag {
            details.insert(TAGS.to_owned(), tag.to_owned());
        }
        // A few units have been overlooked: they are the blind spots of the ledger.
        if dice.chance(0.985) {
            name_default_body(&body.kind, &self.settings.register, &mut details);
        }
        (details, persons)
    }

    /// Puts what happens to files on the agenda.
    pub(super) fn plan_files(&mut self) {
        for index in 0..self.stock.premises.len() {
            let premises = &self.stock.premises[index];
            if premises.part.is_some() {
                continue;
            }
            let mut dice = Dice::new(0x0f11_e001 + index as u64 * 31);
            let is_unit =
                matches!(premises.body.kind.as_str(), "shop" | "restaurant" | "micro_enterprise" | "workshop");
            let days = match premises.body.kind.as_str() {
                "shared_factory" | "workshop" if dice.chance(0.5) => Some((FileStep::Spaces, dice.range(20, 40))),
                "idle_yard" | "disused_factory" if dice.chance(0.2) => Some((FileStep::Signal, dice.range(1, 12))),
                "rental" if dice.chance(0.3) => Some((FileStep::Tell, dice.range(3, 30))),
                // The committee has not come to those of the last days.
                "shop" if dice.chance(0.02) => Some((FileStep::AskClosure, dice.range(1, 2))),
                "shop" if dice.chance(0.03) => Some((FileStep::AskClosure, dice.range(2, 40))),
                "leisure" if dice.chance(0.04) => Some((FileStep::Suspend, dice.range(2, 20))),
                _ if is_unit && dice.chance(0.5) => Some((FileStep::AskBody, dice.range(2, 30))),
                _ => None,
            };
            if let Some((what, back)) = days {
                let minute = dice.range(9 * 60, 16 * 60);
                let at = self.today.plus_days(-back).start_in_shanghai().plus_millis(minute * 60_000);
                self.later(at, Step::File(index, what));
            }
        }
    }

    /// One step. The town's own dice are laid aside meanwhile.
    pub(super) fn keep_file(&mut self, at: Timestamp, index: usize, what: FileStep) {
        let own = Dice::new(0x0f11_e002 + index as u64 * 97 + what as u64);
        let towns = std::mem::replace(&mut self.dice, own);
        self.write_file(at, index, what);
        self.dice = towns;
    }

    fn is_visited_after(&self, index: usize, at: Timestamp) -> bool {
        self.plan.iter().any(|visit| visit.premises == index && visit.ended_at > at)
    }

    // No supervising body stands in its file.
    fn is_overlooked(&self, id: PremisesId) -> bool {
        self.premises_row(id).is_some_and(|row| !row.details.contains_key(SUPERVISING_BODY))
    }

    fn write_file(&mut self, at: Timestamp, index: usize, what: FileStep) {
        let (id, cell) = (self.stock.premises[index].id, self.stock.premises[index].cell);
        let worker = self.people.workers[cell];
        let Some(standing) = self.premises_row(id).map(|row| row.file.standing) else { return };
        let mut writer = worker;
        let changed = |step, reason: &str| Body::from(StandingChanged { step, reason: reason.to_owned() });
        let body: Body = match what {
            FileStep::Spaces => LimitedSpacesListed {
                spaces: vec![
                    LimitedSpace { kind: "化粪池".into(), count: 1, sign: self.dice.chance(0.7), lock: true },
                    LimitedSpace { kind: "污水井".into(), count: 2, sign: true, lock: self.dice.chance(0.6) },
                ],
            }
            .into(),
            FileStep::Signal => UnlawfulUseReported {
                signs: vec![UnlawfulSign::NightWork, UnlawfulSign::Odour],
                note: "夜里有机器声，窗用彩条布遮着".into(),
                photos: Vec::new(),
            }
            .into(),
            FileStep::Tell => DutyNotified { role: PersonRole::Manager, how: ReceiptKind::Signed, photo: None }.into(),
            FileStep::AskBody if self.is_overlooked(id) => {
                writer = self.committee_of(cell);
                SupervisionEscalated { note: "前店后厂，说不清归哪个部门".into() }.into()
            }
            FileStep::Suspend if standing == Standing::Open => changed(StandingStep::Suspend, "装修，停业两个月"),
            // Nobody visits what has gone.
            FileStep::AskClosure if standing == Standing::Open && !self.is_visited_after(index, at) => {
                let next = self.in_office(at.plus_millis(3 * 86_400_000));
                self.later(next, Step::File(index, FileStep::Close));
                changed(StandingStep::AskClosure, "店铺搬走，卷帘门已拆")
            }
            FileStep::Close if standing == Standing::ClosureAsked => {
                writer = self.committee_of(cell);
                changed(StandingStep::ConfirmClosure, "")
            }
            FileStep::AskBody | FileStep::Suspend | FileStep::AskClosure | FileStep::Close => return,
        };
        self.write_about(at, writer, SubjectKind::Premises, id.into(), body);
    }
}
