"""What a person's script does with a bucket; run by PeerTests in a folder that holds small, large and tree/."""
import os

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.client import Config

s3 = boto3.client(
    "s3",
    endpoint_url=os.environ["DREAMLAKE_TEST_ENDPOINT"],
    config=Config(signature_version="s3v4", s3={"addressing_style": "path"}),
)
in_parts = TransferConfig(multipart_threshold=5 << 20, multipart_chunksize=5 << 20)

s3.create_bucket(Bucket="boto3")
s3.upload_file("small", "boto3", "a b/small ü")
s3.upload_file("large", "boto3", "large", Config=in_parts)
s3.download_file("boto3", "a b/small ü", "back-small")
s3.download_file("boto3", "large", "back-large", Config=in_parts)
with open("back-range", "wb") as back:
    back.write(s3.get_object(Bucket="boto3", Key="large", Range="bytes=8388600-8388620")["Body"].read())

s3.copy_object(Bucket="boto3", Key="moved", CopySource={"Bucket": "boto3", "Key": "large"})
s3.copy({"Bucket": "boto3", "Key": "large"}, "boto3", "copied in ranges", Config=in_parts)

for folder, _, files in os.walk("tree"):
    for name in files:
        path = os.path.join(folder, name)
        s3.upload_file(path, "boto3", path)
pages = s3.get_paginator("list_objects_v2").paginate(Bucket="boto3", Prefix="tree/")
keys = [item["Key"] for page in pages for item in page["Contents"]]
for key in keys:
    path = key.replace("tree", "tree-back", 1)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    s3.download_file("boto3", key, path)
deleted = s3.delete_objects(Bucket="boto3", Delete={"Objects": [{"Key": key} for key in keys]})
assert len(deleted["Deleted"]) == len(keys) == 2, deleted

count = sum(len(page["Contents"]) for page in s3.get_paginator("list_objects_v2").paginate(Bucket="many"))
assert count == 10_000, count
print(s3.generate_presigned_url("get_object", Params={"Bucket": "boto3", "Key": "a b/small ü"}))
