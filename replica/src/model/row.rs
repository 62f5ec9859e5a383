//! Single rows.

use crate::error::ReplicaError;
use crate::key;
use crate::replica::Replica;
use crate::seal::open_json;
use crate::store::{Query, Store, Table};
use gridwalk_domain::code::ShortCode;
use gridwalk_domain::event::SubjectKind;
use gridwalk_domain::id::{EventId, HazardId, InspectionId, NoticeId, PremisesId, TaskId};
use gridwalk_domain::ledger::{HazardRow, InspectionRow, NoticeRow, PremisesRow, Row, RowKey, SiteRow, TaskRow};

impl<S: Store> Replica<S> {
    /// The row of that name, own events included.
    ///
    /// # Errors
    /// The store's.
    pub async fn row(&self, name: RowKey) -> Result<Option<Row>, ReplicaError> {
        let journal = self.journal().await?;
        if let Some(row) = journal.overlay.get(&name) {
            return Ok(Some(row.clone()));
        }
        let sealed = self.store.get(Table::Rows, &key::row(journal.state.generation, name)).await?;
        sealed.map(|sealed| open_json(Table::Rows, &sealed)).transpose()
    }

    /// 场所.
    ///
    /// # Errors
    /// The store's.
    pub async fn premises(&self, id: PremisesId) -> Result<Option<PremisesRow>, ReplicaError> {
        let row = self.row(RowKey { kind: SubjectKind::Premises, id: id.into() }).await?;
        Ok(row.and_then(|row| if let Row::Premises(row) = row { Some(row) } else { None }))
    }

    /// 巡查.
    ///
    /// # Errors
    /// The store's.
    pub async fn inspection(&self, id: InspectionId) -> Result<Option<InspectionRow>, ReplicaError> {
        let row = self.row(RowKey { kind: SubjectKind::Inspection, id: id.into() }).await?;
        Ok(row.and_then(|row| if let Row::Inspection(row) = row { Some(row) } else { None }))
    }

    /// 隐患.
    ///
    /// # Errors
    /// The store's.
    pub async fn hazard(&self, id: HazardId) -> Result<Option<HazardRow>, ReplicaError> {
        let row = self.row(RowKey { kind: SubjectKind::Hazard, id: id.into() }).await?;
        Ok(row.and_then(|row| if let Row::Hazard(row) = row { Some(row) } else { None }))
    }

    /// 任务.
    ///
    /// # Errors
    /// The store's.
    pub async fn task(&self, id: TaskId) -> Result<Option<TaskRow>, ReplicaError> {
        let row = self.row(RowKey { kind: SubjectKind::Task, id: id.into() }).await?;
        Ok(row.and_then(|row| if let Row::Task(row) = row { Some(row) } else { None }))
    }

    /// The premises whose label has that code (R16); more than one where two codes meet. What was merged is found too.
    ///
    /// # Errors
    /// The store's.
    pub async fn premises_of_code(&self, code: ShortCode) -> Result<Vec<PremisesId>, ReplicaError> {
        let journal = self.journal().await?;
        let prefix = key::rows(journal.state.generation, SubjectKind::Premises);
        let keys = self.store.keys(&Query::prefix(Table::Rows, &prefix)).await?;
        let stored = keys.iter().filter_map(|key| uuid::Uuid::from_slice(key.strip_prefix(prefix.as_slice())?).ok());
        let own = journal.overlay.keys().filter(|name| name.kind == SubjectKind::Premises).map(|name| name.id.0);
        let ids: std::collections::BTreeSet<PremisesId> = stored.chain(own).map(PremisesId).collect();
        Ok(ids.into_iter().filter(|id| ShortCode::of(*id) == code).collect())
    }

    /// 告知单.
    ///
    /// # Errors
    /// The store's.
    pub async fn notice(&self, id: NoticeId) -> Result<Option<NoticeRow>, ReplicaError> {
        let row = self.row(RowKey { kind: SubjectKind::Notice, id: id.into() }).await?;
        Ok(row.and_then(|row| if let Row::Notice(row) = row { Some(row) } else { None }))
    }

    /// Every building of the scope, own ones included, in the order of their ids.
    ///
    /// # Errors
    /// The store's.
    pub async fn sites(&self) -> Result<Vec<SiteRow>, ReplicaError> {
        let journal = self.journal().await?;
        let mut sites = std::collections::BTreeMap::new();
        let prefix = key::rows(journal.state.generation, SubjectKind::Site);
        for found in self.store.range(&Query::prefix(Table::Rows, &prefix)).await? {
            if let Row::Site(site) = open_json(Table::Rows, &found.value)? {
                sites.insert(site.id, site);
            }
        }
        for row in journal.overlay.values() {
            if let Row::Site(site) = row {
                sites.insert(site.id, site.clone());
            }
        }
        Ok(sites.into_values().collect())
    }

    /// Every premises of the scope with its whole file, own ones included: for sums at a desk. One that was merged into
    /// another is left out.
    ///
    /// # Errors
    /// The store's.
    pub async fn premises_rows(&self) -> Result<Vec<PremisesRow>, ReplicaError> {
        let journal = self.journal().await?;
        let mut all = std::collections::BTreeMap::new();
        let prefix = key::rows(journal.state.generation, SubjectKind::Premises);
        for found in self.store.range(&Query::prefix(Table::Rows, &prefix)).await? {
            if let Row::Premises(row) = open_json(Table::Rows, &found.value)? {
                all.insert(row.id, row);
            }
        }
        for row in journal.overlay.values() {
            if let Row::Premises(row) = row {
                all.insert(row.id, row.clone());
            }
        }
        Ok(all.into_values().filter(|row| row.ties.merged_into.is_none()).collect())
    }

    /// The last event of a subject that this phone has seen: `base` of the next.
    ///
    /// # Errors
    /// The store's.
    pub async fn head(&self, subject: RowKey) -> Result<Option<EventId>, ReplicaError> {
        Ok(self.row(subject).await?.map(|row| row.head()))
    }
}
