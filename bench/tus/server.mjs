// The server as its documentation sets it up, in front of an S3 that the environment names. Prints its port once ready.
import { S3Store } from '@tus/s3-store'
import { Server } from '@tus/server'

const { S3_ENDPOINT, S3_BUCKET, S3_KEY, S3_SECRET, S3_REGION, PART_SIZE } = process.env
const datastore = new S3Store({
  partSize: Number(PART_SIZE),
  s3ClientConfig: {
    bucket: S3_BUCKET,
    endpoint: S3_ENDPOINT,
    forcePathStyle: true,
    region: S3_REGION,
    credentials: { accessKeyId: S3_KEY, secretAccessKey: S3_SECRET },
  },
})
const server = new Server({ path: '/files', datastore })
const listening = server.listen({ host: '127.0.0.1', port: 0 }, () => console.log(listening.address().port))
