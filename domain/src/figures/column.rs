//! The columns of the monthly statistics (dossier 2.8).

use super::fact::Measure;
use super::line::Line;
use super::share::percent;

/// A figure as it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    /// So many.
    Count(i64),
    /// Of a whole, in percent, rounded half up so that 100 still means all and 0 nothing; `None` of nothing, printed — and never 100%.
    Share(Option<i64>),
}

impl Figure {
    /// Of `part` in `whole`.
    pub fn share(part: i64, whole: i64) -> Self {
        Self::Share(percent(part, whole))
    }

    /// The number, in percent for a share; `None` prints —.
    pub fn number(self) -> Option<i64> {
        match self {
            Self::Count(count) => Some(count),
            Self::Share(share) => share,
        }
    }

    /// As it is printed: 12, 87%, —.
    pub fn print(self) -> String {
        match self {
            Self::Count(count) => count.to_string(),
            Self::Share(Some(share)) => format!("{share}%"),
            Self::Share(None) => "—".to_owned(),
        }
    }
}

macro_rules! columns {
    ($($(#[$doc:meta])* $name:ident = $word:literal, $zh:literal, $en:literal;)*) => {
        /// A column, in the order in which it is printed.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Column { $($(#[$doc])* $name),* }

        impl Column {
            /// All of them, in order.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// As it stands on the wire.
            pub fn word(self) -> &'static str {
                match self { $(Self::$name => $word),* }
            }

            /// As it is printed: Chinese, English.
            pub fn label(self) -> (&'static str, &'static str) {
                match self { $(Self::$name => ($zh, $en)),* }
            }
        }
    };
}

columns! {
    /// Premises that stand at the end, and those deregistered within the period.
    Base = "base", "应排查数", "To be inspected";
    /// Of them, those that were got into, each once.
    Covered = "covered", "已排查数", "Inspected";
    /// Covered ÷ Base.
    Coverage = "coverage", "覆盖率", "Coverage";
    /// 走访, one a premises and day.
    Visits = "visits", "巡查次数", "Visits";
    /// 新增场所.
    Registered = "registered", "新增场所", "Added";
    /// 注销场所.
    Deregistered = "deregistered", "注销场所", "Deregistered";
    /// 一般.
    FoundGeneral = "found_general", "发现一般隐患", "Hazards found";
    /// 疑似重大.
    FoundMajor = "found_major", "发现疑似重大", "Suspected major found";
    /// 线索.
    FoundLead = "found_lead", "线索", "Leads";
    /// 一般, 疑似重大 and 线索 together.
    Found = "found", "发现隐患合计", "Found in all";
    /// 当场整改.
    OnSite = "on_site", "当场整改", "Fixed on site";
    /// 限期整改.
    Rectification = "rectification", "限期整改", "With a day set";
    /// 到期应完成.
    Due = "due", "到期应完成", "Due";
    /// 按期完成.
    InTime = "in_time", "按期完成", "Done in time";
    /// Of those found in the period, those mended by now.
    Mended = "mended", "已整改数", "Mended";
    /// Mended ÷ Found.
    Rectified = "rectified", "整改率", "Share mended";
    /// InTime ÷ Due.
    Timely = "timely", "按期率", "In time";
    /// 逾期未改, at the end of the period.
    Overdue = "overdue", "逾期未改", "Overdue";
    /// 未销号, at the end of the period.
    Open = "open", "未销号", "Open";
    /// 销号.
    ClosedOut = "closed_out", "销号", "Closed out";
    /// 移交.
    Referred = "referred", "移交", "Referred";
    /// 移交已反馈.
    Answered = "answered", "移交已反馈", "Answered";
    /// 挂牌督办.
    Listed = "listed", "挂牌督办", "Listed";
    /// 经判定重大.
    Judged = "judged", "判定重大", "Judged major";
    /// 判定重大销号.
    ClosedJudged = "closed_judged", "判定重大销号", "Judged major: closed";
    /// 疑似重大 open, found before this year (R45).
    OldMajor = "old_major", "疑似重大存量", "Major: from before";
    /// 疑似重大 open, found this year.
    NewMajor = "new_major", "疑似重大增量", "Major: of this year";
    /// 疑似重大销号.
    ClosedMajor = "closed_major", "疑似重大销号", "Major: closed";
    /// 闲置异常.
    IdleOdd = "idle_odd", "水电气异常", "Odd readings";
    /// 闲置处置.
    IdleSettled = "idle_settled", "异常已处置", "Odd readings settled";
    /// 宣传入户户次.
    Outreach = "outreach", "宣传入户", "Outreach visits";
    /// 告知单.
    Notices = "notices", "告知单", "Notices";
    /// 告知单签收, 拒签 with a witness included.
    NoticesReceived = "notices_received", "告知单签收", "Notices received";
    /// 举报受理.
    Tips = "tips", "举报受理", "Tips taken up";
    /// 举报属实.
    TipsConfirmed = "tips_confirmed", "举报属实", "Tips found true";
    /// 复查反弹.
    Rebounds = "rebounds", "复查反弹", "Rebounds";
    /// 烟感应装.
    AlarmsDue = "alarms_due", "烟感应装", "Alarms due";
    /// 烟感已装.
    AlarmsFitted = "alarms_fitted", "烟感已装", "Alarms fitted";
    /// AlarmsFitted ÷ AlarmsDue.
    Alarms = "alarms", "烟感比例", "Alarms";
    /// 出租屋户数.
    Rentals = "rentals", "出租屋（户）", "Rental houses";
    /// 出租屋间数.
    Rooms = "rooms", "出租屋（间）", "Rental rooms";
    /// 出租屋人数.
    Tenants = "tenants", "出租屋（人）", "Tenants";
}

impl Column {
    /// The figure of a line.
    pub fn figure(self, line: &Line) -> Figure {
        use Measure as M;
        let get = |measure| line.get(measure);
        let base = get(M::Premises).saturating_add(get(M::Deregistered));
        let found = get(M::FoundGeneral).saturating_add(get(M::FoundMajor)).saturating_add(get(M::FoundLead));
        // Premises that were inspected and have gone since then are in no base.
        let covered = line.covered.min(base);
        match self {
            Self::Base => Figure::Count(base),
            Self::Covered => Figure::Count(covered),
            Self::Coverage => Figure::share(covered, base),
            Self::Rectified => Figure::share(get(M::Mended), found),
            Self::Timely => Figure::share(get(M::InTime), get(M::Due)),
            Self::OldMajor => Figure::Count(line.old_major),
            Self::NewMajor => Figure::Count(get(M::OpenMajor).saturating_sub(line.old_major)),
            Self::Alarms => Figure::share(get(M::AlarmsFitted), get(M::AlarmsDue)),
            Self::Visits => Figure::Count(get(M::Visited)),
            _ => Figure::Count(self.measures().iter().map(|measure| get(*measure)).sum()),
        }
    }

    /// The measures whose records stand behind the figure, for 核对; of a share, those of its whole.
    pub fn measures(self) -> &'static [Measure] {
        use Measure as M;
        match self {
            Self::Base | Self::Coverage => &[M::Premises, M::Deregistered],
            Self::Covered => &[M::Entered],
            Self::Visits => &[M::Visited],
            Self::Registered => &[M::Registered],
            Self::Deregistered => &[M::Deregistered],
            Self::FoundGeneral => &[M::FoundGeneral],
            Self::FoundMajor => &[M::FoundMajor],
            Self::FoundLead => &[M::FoundLead],
            Self::OnSite => &[M::OnSite],
            Self::Rectification => &[M::Rectification],
            Self::Due | Self::Timely => &[M::Due],
            Self::InTime => &[M::InTime],
            Self::Mended => &[M::Mended],
            Self::Found | Self::Rectified => &[M::FoundGeneral, M::FoundMajor, M::FoundLead],
            Self::Overdue => &[M::Overdue],
            Self::Open => &[M::Open],
            Self::ClosedOut => &[M::ClosedOut],
            Self::OldMajor | Self::NewMajor => &[M::OpenMajor],
            Self::ClosedMajor => &[M::ClosedMajor],
            Self::Referred => &[M::Referred],
            Self::Answered => &[M::Answered],
            Self::Listed => &[M::Listed],
            Self::Judged => &[M::Judged],
            Self::ClosedJudged => &[M::ClosedJudged],
            Self::IdleOdd => &[M::IdleOdd],
            Self::IdleSettled => &[M::IdleSettled],
            Self::Outreach => &[M::Outreach],
            Self::Notices => &[M::Notices],
            Self::NoticesReceived => &[M::NoticesReceived],
            Self::Tips => &[M::Tips],
            Self::TipsConfirmed => &[M::TipsConfirmed],
            Self::Rebounds => &[M::Rebounds],
            Self::AlarmsDue => &[M::AlarmsDue],
            Self::AlarmsFitted | Self::Alarms => &[M::AlarmsFitted],
            Self::Rentals => &[M::Rentals],
            Self::Rooms => &[M::Rooms],
            Self::Tenants => &[M::Tenants],
        }
    }

    /// Whether it is a share, in percent.
    pub fn is_share(self) -> bool {
        matches!(self, Self::Coverage | Self::Rectified | Self::Timely | Self::Alarms)
    }

    /// Whether it counts what happened within the period, so that months add up to a year and a late arrival is told.
    pub fn is_flow(self) -> bool {
        let is_flow = |measure: &Measure| measure.nature() != super::fact::Nature::Stock;
        !self.is_share() && self != Self::Covered && self.measures().iter().all(is_flow)
    }

    /// By its word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|column| column.word() == word)
    }
}
