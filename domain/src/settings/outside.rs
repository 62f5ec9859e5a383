//! Settings of what people without an account may do: links and tips.

use serde::{Deserialize, Serialize};

/// Links and pages for people without an account (R15, R10, R36).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OutsideSettings {
    /// Days for which the link of a notice opens.
    pub link_days: u32,
    /// Days for which the link of a self-check opens.
    pub self_check_days: u32,
    /// Whether the page for tips is open here.
    pub tips_open: bool,
    /// What a tip may be about, in the order offered.
    pub tip_topics: Vec<String>,
    /// Days within which somebody should have looked.
    pub tip_check_days: u32,
    /// Tips that a sub-district takes in an hour, at most; of one address a sixth of them.
    pub tips_per_hour: u32,
    /// 奖励档次, the smallest first; none: the place rewards no tips.
    pub reward_bands: Vec<RewardBand>,
}

/// 奖励档次: what a confirmed tip may bring.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RewardBand {
    /// 一般隐患.
    pub name: String,
    /// Yuan, at least.
    pub from_yuan: u32,
    /// Yuan, at most.
    pub to_yuan: u32,
}

impl Default for OutsideSettings {
    fn default() -> Self {
        let topics =
            ["堵通道、锁出口", "燃气、气瓶", "店里厂里住人", "电动车进楼充电", "违法生产、加工、储存", "其他隐患"];
        let band = |name: &str, from_yuan, to_yuan| RewardBand { name: name.to_owned(), from_yuan, to_yuan };
        Self {
            link_days: 90,
            self_check_days: 14,
            tips_open: true,
            tip_topics: topics.map(str::to_owned).to_vec(),
            tip_check_days: 5,
            tips_per_hour: 60,
            reward_bands: vec![band("一般隐患", 50, 500), band("疑似重大经判定", 500, 5_000)],
        }
    }
}
