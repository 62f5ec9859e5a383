//! The connection: opened when needed, given up when another tab upgrades or the browser drops it.

use super::{error, schema};
use crate::store::StoreError;
use futures_util::lock::Mutex;
use indexed_db_futures::Build;
use indexed_db_futures::database::Database;
use std::cell::{Cell, RefCell};
use std::future::{IntoFuture, poll_fn};
use std::pin::pin;
use std::rc::Rc;
use std::task::{Poll, Waker};

/// Shared by every handle of a store.
#[derive(Clone, Debug)]
pub(super) struct Connection {
    name: Rc<str>,
    open: Rc<RefCell<Option<Database>>>,
    // Held while it is being opened: who asks meanwhile waits for the same.
    opening: Rc<Mutex<()>>,
}

impl Connection {
    pub fn new(name: String) -> Self {
        Self { name: name.into(), open: Rc::default(), opening: Rc::default() }
    }

    /// The open database.
    pub async fn get(&self) -> Result<Database, StoreError> {
        if let Some(database) = self.opened() {
            return Ok(database);
        }
        let _turn = self.opening.lock().await;
        if let Some(database) = self.opened() {
            return Ok(database);
        }
        let database = open(&self.name).await?;
        *self.open.borrow_mut() = Some(database.clone());
        self.watch(&database);
        Ok(database)
    }

    fn opened(&self) -> Option<Database> {
        self.open.borrow().clone()
    }

    /// Lets go of it.
    pub fn close(&self) {
        if let Some(database) = self.open.borrow_mut().take() {
            database.close();
        }
    }

    // Another tab that wants to upgrade must not wait for this one; a connection that the browser closes is forgotten.
    // Listened for once whoever waits for the database has asked for what it reads: no such event comes before.
    fn watch(&self, database: &Database) {
        let (connection, database) = (self.clone(), database.clone());
        wasm_bindgen_futures::spawn_local(async move {
            let Ok(mut changes) = database.version_changes() else { return };
            drop(database);
            let _ = changes.recv().await;
            connection.close();
        });
    }
}

async fn open(name: &str) -> Result<Database, StoreError> {
    let blocked: Rc<(Cell<bool>, RefCell<Option<Waker>>)> = Rc::default();
    let on_blocked = {
        let blocked = blocked.clone();
        move |_| {
            blocked.0.set(true);
            if let Some(waker) = blocked.1.borrow_mut().take() {
                waker.wake();
            }
            Ok(())
        }
    };
    let request = Database::open(name)
        .with_version(schema::VERSION)
        .with_on_blocked(on_blocked)
        .with_on_upgrade_needed(|event, database| schema::upgrade(event.old_version() as u32, &database))
        .build()
        .map_err(error::of_open)?;
    let mut request = pin!(request.into_future());
    poll_fn(|context| match request.as_mut().poll(context) {
        Poll::Ready(opened) => Poll::Ready(opened.map_err(error::of_open)),
        Poll::Pending if blocked.0.get() => Poll::Ready(Err(StoreError::Blocked)),
        Poll::Pending => {
            *blocked.1.borrow_mut() = Some(context.waker().clone());
            Poll::Pending
        }
    })
    .await
}
