//! Texts of what a phone recorded and how far it came, and of photos that leave it.

crate::texts! {
    WAITS: "待上传", "To be sent";
    HELD_HERE: "已到服务器，先放在一边等人核对：{}。这里显示的是核对前的样子，不用重做。", "On the server, set aside for a person to judge: {}. This page shows how it stood before; nothing need be done again.";
    REFUSED_HERE: "没传成功：{}。这里显示的是服务器上的样子；你记的还在手机里，没有丢。", "Refused: {}. This page shows what the server has; yours is still on this phone.";
    SEND_AGAIN: "再传一次", "Send again";
    SEE_REFUSED: "{} 条未传成功，去看看", "{} refused: see why";
    SHARE_PHOTO: "发照片", "Share the photo";
    SAVE_PHOTO: "存成图片", "Save as a picture";
    PHOTO_NOT_HERE: "这张照片不在手机里，有网时再发", "This photo is not on the phone; share it when there is a network";
    SHARE_UNABLE: "这个浏览器不能直接发，已存成图片，请从相册里发", "This browser cannot share; the pictures were saved as files";
    SHARE_TEXT_UNABLE: "这个浏览器不能直接发，请用“复制文字”", "This browser cannot share; please copy the text";
    PHOTOS_CHOSEN: "一起发的照片 {} 张（最多 {} 张）", "{} photos go along (at most {})";
    PHOTOS_PREPARING: "正在给照片加时间地点…", "Drawing time and place on the photos…";
    NO_PHOTOS_TODAY: "今天还没有照片", "No photos today";
    CHOOSE_PHOTO: "第 {} 张照片：{}", "Photo {}: {}";
    PHOTO_PLACE: "第 {} 张，共 {} 张", "{} of {}";
    LARGE_PHOTO: "大图", "Large photo";
    PREVIOUS: "上一张", "Previous";
    NEXT: "下一张", "Next";
}
