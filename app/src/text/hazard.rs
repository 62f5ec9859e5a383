//! The loop of a hazard, for the desk and the field.

crate::texts! {
    HINDER_NO_PROOF: "还没有整改后照片，补一张才能销号", "An after-photo is wanted before the close-out";
    HINDER_FEEDBACK: "已移交，部门还没反馈，反馈后才能销号", "Referred: it can be closed after the feedback";
    HINDER_LISTED: "正在挂牌督办，摘牌后才能销号", "Listed for supervision: it can be closed after that is lifted";
}
