//! A bucket of an object store that speaks S3 as a place for releases.
//!
//! In: `s3://BUCKET/PREFIX`, and the usual environment (`AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`, `AWS_REGION`,
//! `AWS_ENDPOINT_URL`, web identity, instance roles). Out: objects. Objects appear whole; the manifest is replaced only if it is the
//! one that was read (`If-Match`, `If-None-Match`), so of two releases at once one is told to begin again.
//! Invariant: the store's own words are not passed on, since answers of some servers repeat the key they were asked with.

use std::fs;
use std::path::Path;
use std::sync::{Arc, Once};
use std::time::Duration;

use object_store::aws::{AmazonS3Builder, S3ConditionalPut};
use object_store::path::Path as Key;
use object_store::{
    Error, ObjectStore, ObjectStoreExt as _, PutMode, PutOptions, PutPayload, RetryConfig, UpdateVersion,
};
use shared::time::Timestamp;
use tokio::runtime::Runtime;

use super::{Entry, PlaceError, Version};

pub struct S3 {
    address: String,
    prefix: Key,
    store: Arc<dyn ObjectStore>,
    /// Everything around is synchronous; a release is written by threads.
    runtime: Runtime,
}

impl S3 {
    pub(super) fn at(address: &str) -> Result<Self, PlaceError> {
        install_tls();
        let unfit = || PlaceError::Address;
        let rest = address.strip_prefix("s3://").ok_or_else(unfit)?;
        let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        // A credential has no place in an address.
        if bucket.is_empty() || address.contains(['@', '?', '#']) {
            return Err(unfit());
        }
        let credentials = [
            "AWS_ACCESS_KEY_ID",
            "AWS_WEB_IDENTITY_TOKEN_FILE",
            "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
            "AWS_CONTAINER_CREDENTIALS_FULL_URI",
            "AWS_METADATA_ENDPOINT",
        ];
        // Asking a network for an instance's role is only for machines that say they have one: elsewhere it takes minutes to fail.
        if !credentials.iter().any(|name| std::env::var_os(name).is_some()) {
            return Err(PlaceError::Remote {
                what: address.to_owned(),
                why: "there are no credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_METADATA_ENDPOINT for an instance's role".to_owned(),
            });
        }
        let retry = RetryConfig {
            max_retries: 4,
            retry_timeout: Duration::from_secs(60),
            ..RetryConfig::default()
        };
        let mut builder = AmazonS3Builder::from_env()
            .with_bucket_name(bucket)
            .with_retry(retry)
            .with_conditional_put(S3ConditionalPut::ETagMatch);
        let endpoint = ["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT"]
            .into_iter()
            .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
        if let Some(endpoint) = endpoint {
            // Without TLS only to this machine, unless AWS_ALLOW_HTTP says so.
            let here = ["http://127.0.0.1:", "http://localhost:", "http://[::1]:"];
            if here.iter().any(|start| endpoint.starts_with(start)) {
                builder = builder.with_allow_http(true);
            }
            builder = builder.with_endpoint(endpoint);
        }
        let store = builder.build().map_err(|_| PlaceError::Remote {
            what: address.to_owned(),
            why: "the environment does not say how to reach it: set AWS_REGION, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY".to_owned(),
        })?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .map_err(|error| PlaceError::File(Path::new(address).to_owned(), error))?;
        Ok(Self {
            address: address.trim_end_matches('/').to_owned(),
            prefix: Key::parse(prefix.trim_end_matches('/')).map_err(|_| unfit())?,
            store: Arc::new(store),
            runtime,
        })
    }

    pub(super) fn address(&self) -> &str {
        &self.address
    }

    pub(super) fn read(&self, name: &str) -> Result<(Option<Vec<u8>>, Version), PlaceError> {
        let key = self.key(name);
        let read = self.runtime.block_on(async {
            let found = self.store.get(&key).await?;
            let tag = found.meta.e_tag.clone();
            Ok((found.bytes().await?, tag))
        });
        match read {
            Ok((bytes, tag)) => Ok((Some(bytes.to_vec()), Version::Tag(tag))),
            Err(Error::NotFound { .. }) => Ok((None, Version::Absent)),
            Err(error) => Err(self.failed(name, &error)),
        }
    }

    pub(super) fn keep(&self, scratch: &Path, name: &str) -> Result<(), PlaceError> {
        let failed = |error| PlaceError::File(scratch.to_owned(), error);
        let bytes = fs::read(scratch).map_err(failed)?;
        self.put(name, bytes, PutMode::Overwrite)?;
        fs::remove_file(scratch).map_err(failed)
    }

    pub(super) fn write(
        &self,
        name: &str,
        bytes: &[u8],
        version: Option<&Version>,
    ) -> Result<(), PlaceError> {
        let mode = match version {
            None | Some(Version::Locked) => PutMode::Overwrite,
            Some(Version::Absent) => PutMode::Create,
            Some(Version::Tag(tag)) => PutMode::Update(UpdateVersion {
                e_tag: tag.clone(),
                version: None,
            }),
        };
        self.put(name, bytes.to_vec(), mode)
    }

    fn put(&self, name: &str, bytes: Vec<u8>, mode: PutMode) -> Result<(), PlaceError> {
        let options = PutOptions {
            mode,
            ..PutOptions::default()
        };
        let key = self.key(name);
        let put = self.store.put_opts(&key, PutPayload::from(bytes), options);
        match self.runtime.block_on(put) {
            Ok(_) => Ok(()),
            Err(Error::Precondition { .. } | Error::AlreadyExists { .. }) => {
                Err(PlaceError::Overtaken(self.address.clone()))
            }
            Err(error) => Err(self.failed(name, &error)),
        }
    }

    pub(super) fn list(&self, folder: &str) -> Result<Vec<Entry>, PlaceError> {
        use futures_util::TryStreamExt as _;
        let below = self.key(folder);
        let listed: Result<Vec<_>, Error> =
            self.runtime.block_on(self.store.list(Some(&below)).try_collect());
        let listed = listed.map_err(|error| self.failed(folder, &error))?;
        let begin = if self.prefix.as_ref().is_empty() {
            0
        } else {
            self.prefix.as_ref().len() + 1
        };
        let mut entries: Vec<Entry> = listed
            .into_iter()
            .filter_map(|found| {
                Some(Entry {
                    name: found.location.as_ref().get(begin..)?.to_owned(),
                    day: Some(Timestamp(found.last_modified.timestamp_millis()).day()),
                })
            })
            .collect();
        entries.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(entries)
    }

    pub(super) fn rename(&self, from: &str, to: &str) -> Result<(), PlaceError> {
        let copied = self
            .runtime
            .block_on(self.store.copy(&self.key(from), &self.key(to)));
        match copied {
            Ok(()) => self.delete(from),
            Err(Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(self.failed(from, &error)),
        }
    }

    pub(super) fn delete(&self, name: &str) -> Result<(), PlaceError> {
        match self.runtime.block_on(self.store.delete(&self.key(name))) {
            Ok(()) | Err(Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(self.failed(name, &error)),
        }
    }

    fn key(&self, name: &str) -> Key {
        name.split('/')
            .filter(|part| !part.is_empty())
            .fold(self.prefix.clone(), |key, part| key.join(part))
    }

    fn failed(&self, name: &str, error: &Error) -> PlaceError {
        let why = match error {
            Error::NotFound { .. } => "there is no such bucket or object: create the bucket first",
            Error::PermissionDenied { .. } => {
                "the store refuses: the credentials need leave to list, read, write and delete here"
            }
            Error::Unauthenticated { .. } => {
                "the store does not know the credentials: check AWS_ACCESS_KEY_ID"
            }
            Error::NotSupported { .. } | Error::NotImplemented { .. } => {
                "the store lacks something that releases need (conditional writes): use another"
            }
            _ => {
                "the store could not be reached or failed: check AWS_ENDPOINT_URL and AWS_REGION, then try again"
            }
        };
        PlaceError::Remote {
            what: format!("{}/{name}", self.address),
            why: why.to_owned(),
        }
    }
}

/// Chooses the library for TLS, once in a process; another part of it may have chosen before.
fn install_tls() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
}
