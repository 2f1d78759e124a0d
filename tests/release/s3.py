"""Looks at a bucket from outside, as somebody who is not the pool.

Usage: s3.py create BUCKET | dump BUCKET FOLDER | put BUCKET KEY FILE | rows BUCKET PREFIX

`create` makes a bucket, `dump` fetches every object into a folder, `put` stores a file, `rows` counts the rows below a prefix with pyarrow.
Where the store is comes from AWS_ENDPOINT_URL, as for everybody else.
"""

import os
import sys
from pathlib import Path


def client():
    import boto3

    return boto3.client("s3")


def dump(bucket, folder):
    s3 = client()
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket):
        for found in page.get("Contents", []):
            path = Path(folder) / found["Key"]
            path.parent.mkdir(parents=True, exist_ok=True)
            s3.download_file(bucket, found["Key"], str(path))


def rows(bucket, prefix):
    import pyarrow.dataset
    from pyarrow.fs import S3FileSystem

    store = S3FileSystem(endpoint_override=os.environ["AWS_ENDPOINT_URL"], allow_bucket_creation=False)
    table = pyarrow.dataset.dataset(f"{bucket}/{prefix}", filesystem=store, format="parquet").to_table()
    print(table.num_rows, len(set(table.column("record_id").to_pylist())))


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["put", bucket, key, file]:
            client().upload_file(file, bucket, key)
        case ["create", bucket]:
            client().create_bucket(Bucket=bucket)
        case ["dump", bucket, folder]:
            dump(bucket, folder)
        case ["rows", bucket, prefix]:
            rows(bucket, prefix)
        case _:
            sys.exit(__doc__)
