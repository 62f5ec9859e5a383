//! Texts of tasks, in the field and at the desk: dangerous work, education visits, campaigns, odd readings, labels.

crate::texts! {
    AGAIN_TITLE: "别让同一家反复接待", "Not too many visits";
    AGAIN_SOON: "{}刚有人去过", "visited {}";
    AGAIN_OFTEN: "今年已经去过 {} 天，到了限定次数", "{} days with a visit this year: the limit";
    AGAIN_QUIET: "现在是安静期（{}）", "quiet period ({})";
    AGAIN_WHY: "这次为什么还要去", "Why go all the same";
    AGAIN_WANTED: "请选这次为什么还要去", "Please say why you go all the same";
    AGAIN_NOTE: "选一个原因就可以接着查，原因会随记录保存", "One reason is enough; it stays with the record";
    REASON_COMPLAINT: "群众反映", "a complaint";
    REASON_HAZARD: "看隐患整改", "a hazard to look at";
    REASON_SUPERIOR: "上级交办", "ordered from above";
    REASON_OWNER: "业主请来看", "the owner asked";
    REASON_URGENT: "临时情况", "something urgent";
}
