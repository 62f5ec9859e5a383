//! Papers of the desk.

use super::*;
use serde_json::json;

fn paper(id: u128, area: u128, at: i64, content: Option<&[u8]>) -> Paper {
    Paper {
        kind: "form".into(),
        id: Uuid::from_u128(id),
        area: area_id(area),
        author: account_id(102),
        at: ms(at),
        facts: json!({"n": id as u64}),
        content: content.map(<[u8]>::to_vec),
    }
}

#[tokio::test]
async fn papers_are_the_scopes_newest_first_and_keep_their_content() {
    on_each(async |store| {
        for one in [paper(1, 4, 10, Some(b"one")), paper(2, 2, 20, None), paper(3, 6, 30, Some(b"far"))] {
            store.put_paper(&one).await.unwrap();
        }
        let changed = Paper { facts: json!({"done": true}), ..paper(1, 4, 10, None) };
        store.put_paper(&changed).await.unwrap();
        let officer = store.papers(account_id(103), "form", 10).await.unwrap();
        assert_eq!(officer, [paper(2, 2, 20, None), Paper { content: None, ..changed.clone() }]);
        let committee = store.papers(account_id(102), "form", 10).await.unwrap();
        assert_eq!(committee.iter().map(|paper| paper.id.as_u128()).collect::<Vec<_>>(), [1]);
        let one = store.paper(account_id(102), "form", Uuid::from_u128(1)).await.unwrap().unwrap();
        assert_eq!(one, Paper { content: Some(b"one".to_vec()), ..changed });
        assert_eq!(store.paper(account_id(102), "form", Uuid::from_u128(2)).await.unwrap(), None, "above the scope");
        assert!(store.papers(account_id(103), "import", 10).await.unwrap().is_empty());
    })
    .await;
}
