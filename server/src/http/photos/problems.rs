//! What went wrong with an upload, as it is answered.

use super::super::Problem;
use super::tus;
use crate::photos::{PHOTO_BYTES_MAX, PhotoStoreError, Refusal, UploadError};
use axum::http::{HeaderValue, StatusCode, header};

/// The answer to an upload's error.
pub(in crate::http) fn of(error: UploadError) -> Problem {
    match error {
        UploadError::Unknown => unknown(),
        UploadError::Expired => Problem::new(StatusCode::GONE, "upload-expired", "上传已过期，请重新上传"),
        UploadError::OffsetConflict { offset, .. } => {
            Problem::new(StatusCode::CONFLICT, "offset-conflict", "上传的位置不对，请先查询进度")
                .detail(error.to_string())
                .field("offset", offset)
                .header(tus::OFFSET, HeaderValue::from(offset))
        }
        UploadError::TooLarge { .. } => {
            Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "photo-too-large", "照片太大，不能超过 20 MB")
                .detail(error.to_string())
                .field("limit_bytes", PHOTO_BYTES_MAX)
        }
        UploadError::PastTheEnd { .. } => {
            Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "past-the-end", "内容超过了声明的长度")
                .detail(error.to_string())
        }
        UploadError::Refused(refusal) => refused(&refusal),
        UploadError::Store(PhotoStoreError::NoSpace) => no_space(),
        UploadError::Store(error) => Problem::unavailable(&error),
        UploadError::Register(error) => Problem::unavailable(&error),
    }
}

/// No such upload, or another account's.
pub(super) fn unknown() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "upload-unknown", "没有这个上传，请重新开始")
}

/// 460, which tus defines: the request's bytes are not those of its checksum, and none were kept.
pub(super) fn checksum_mismatch() -> Problem {
    // In range of what a status may be; were it not, the class is the same.
    let status = StatusCode::from_u16(460).unwrap_or(StatusCode::BAD_REQUEST);
    Problem::new(status, "checksum-mismatch", "这一段在传输中损坏，请重传")
}

fn refused(refusal: &Refusal) -> Problem {
    let title = match refusal {
        Refusal::Empty => "照片是空的",
        Refusal::HashMismatch { .. } => "照片和它的校验值不符",
        Refusal::Heic => "不支持 HEIC 格式，请改用 JPEG 照片",
        Refusal::NotAnImage => "这个文件不是照片",
        Refusal::Dimensions { .. } => "照片的像素太多，不能超过四千万",
        Refusal::Broken { .. } => "照片已损坏，打不开",
    };
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, refusal.code(), title).detail(refusal.to_string())
}

fn no_space() -> Problem {
    tracing::error!("no space left for photos");
    Problem::new(StatusCode::INSUFFICIENT_STORAGE, "no-space", "服务器的存储空间已满，请联系管理员")
        .header(header::RETRY_AFTER, HeaderValue::from_static("60"))
}
