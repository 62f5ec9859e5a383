//! Texts of an owner's own look.

crate::texts! {
    TITLE: "业主自查", "Owner's self-check";
    HINT: "发个链接，业主照着同一份清单自己看一遍，可以拍照。算自查，不算巡查。", "By a link the owner goes through the same list. It counts as a self-check, not as a visit.";
    NONE_YET: "还没有自查过", "None yet";
    LAST: "{}自查：没问题 {} 项，有问题 {} 项，没有这项 {} 项", "{}: {} fine, {} wrong, {} not there";
    REPORTED: "主动报告隐患 {} 项", "{} hazards reported of their own accord";
    SEND: "发自查链接", "Make a link";
    SEND_AGAIN: "换个新链接", "Make a new link";
    REVOKE: "作废链接", "Revoke the link";
    SAID_MADE: "链接已存手机，连上网络对方就能打开", "Saved; it opens once this phone is online";
    SAID_REVOKED: "链接已作废", "Revoked";
    OPEN_UNTIL: "链接 {}前有效，等业主提交", "Open until {}; the owner has not answered";
    ANSWERED: "业主已提交", "Answered";
    REVOKED: "链接已作废", "Revoked";
    EXPIRED: "链接已过期", "Expired";
    SHARE: "发给业主", "Send it";
    COPY: "复制链接", "Copy the link";
    COPIED: "已复制", "Copied";
    NOT_COPIED: "没复制成，请长按链接自己复制", "Could not copy: press and hold the link";
    SCAN: "或让业主扫这个码", "Or let the owner scan this";
    ELSEWHERE: "链接在发它的那部手机上。这里要看，就换个新链接。", "The link is on the device that made it. Make a new one to see it here.";
    MESSAGE: "{}安全自查，请点开照着清单看一遍：{}", "Safety self-check of {}: {}";
    PHOTO: "自查照片", "Photo of the self-check";
}
