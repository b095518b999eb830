import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

interface StoredObject {
  bytes: Buffer;
  changed: Date;
}

/**
 * The part of S3 that a store of blobs uses, on this machine, with the bucket in the path: put (with its SHA-256 checked), get, head, delete
 * and list. Requests have to be signed with the key; the signature itself is not computed anew.
 */
export class S3Fake {
  readonly bucket = 'lab-bucket';
  readonly accessKeyId = 'AKIDEXAMPLE';
  readonly secretAccessKey = 'kept-secret';
  /** By name. */
  readonly objects = new Map<string, StoredObject>();
  /** Regions that requests were signed for. */
  readonly regions = new Set<string>();
  /** Methods and names, in order. */
  readonly requests: string[] = [];
  /** The next requests that are answered with status 500, and those that are cut off in the middle of the answer. */
  failing = 0;
  cutting = 0;
  readonly #server: Server;
  #port = 0;

  static async start(): Promise<S3Fake> {
    const fake = new S3Fake();
    await new Promise<void>((resolve) => fake.#server.listen(0, '127.0.0.1', resolve));
    const address = fake.#server.address();
    if (typeof address === 'object' && address !== null) fake.#port = address.port;
    return fake;
  }

  private constructor() {
    this.#server = createServer((request, response) => {
      const pieces: Buffer[] = [];
      request.on('data', (piece: Buffer) => pieces.push(piece));
      request.on('end', () => this.#answer(request, Buffer.concat(pieces), response));
    });
  }

  get endpoint(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(request: IncomingMessage, body: Buffer, response: ServerResponse): ServerResponse {
    const url = new URL(request.url ?? '/', this.endpoint);
    const [, bucket, ...rest] = decodeURIComponent(url.pathname).split('/');
    const name = rest.join('/');
    this.requests.push(`${request.method} ${name}`);
    if (this.failing > 0) {
      this.failing -= 1;
      return end(response, 500, fault('InternalError'));
    }
    const signed = request.headers.authorization ?? '';
    this.regions.add(/Credential=[^/]+\/\d+\/([^/]+)\//.exec(signed)?.[1] ?? '');
    if (!signed.startsWith(`AWS4-HMAC-SHA256 Credential=${this.accessKeyId}/`))
      return end(response, 403, fault('InvalidAccessKeyId'));
    if (bucket !== this.bucket) return end(response, 404, fault('NoSuchBucket'));
    if (name === '') return end(response, 200, this.#list(url.searchParams));
    if (request.method === 'PUT') return this.#put(request, name, body, response);
    const object = this.objects.get(name);
    if (request.method === 'DELETE') {
      this.objects.delete(name);
      return end(response, 204, '');
    }
    if (object === undefined) return end(response, 404, request.method === 'HEAD' ? '' : fault('NoSuchKey'));
    response.setHeader('Last-Modified', object.changed.toUTCString());
    response.setHeader('Content-Length', object.bytes.length);
    if (request.method === 'HEAD') return end(response, 200, '');
    if (this.cutting > 0) {
      this.cutting -= 1;
      response.write(object.bytes.subarray(0, object.bytes.length >> 1), () => response.destroy());
      return response;
    }
    return end(response, 200, object.bytes);
  }

  #put(request: IncomingMessage, name: string, body: Buffer, response: ServerResponse): ServerResponse {
    const sent = request.headers['x-amz-checksum-sha256'];
    const found = createHash('sha256').update(body).digest('base64');
    if (sent !== found) return end(response, 400, fault('BadDigest'));
    this.objects.set(name, { bytes: body, changed: new Date() });
    return end(response, 200, '');
  }

  #list(query: URLSearchParams): string {
    const prefix = query.get('prefix') ?? '';
    const after = query.get('continuation-token') ?? '';
    const all = [...this.objects]
      .filter(([name]) => name.startsWith(prefix) && name > after)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    const page = all.slice(0, 2); // Short pages: every list of a test has several.
    const more = page.length < all.length;
    const contents = page
      .map(([Key, { bytes, changed }]) => {
        return `<Contents><Key>${Key}</Key><LastModified>${changed.toISOString()}</LastModified><Size>${bytes.length}</Size></Contents>`;
      })
      .join('');
    const next = more ? `<NextContinuationToken>${page.at(-1)?.[0]}</NextContinuationToken>` : '';
    return `<?xml version="1.0"?><ListBucketResult><IsTruncated>${more}</IsTruncated>${next}${contents}</ListBucketResult>`;
  }
}

function fault(code: string): string {
  return `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`;
}

function end(response: ServerResponse, status: number, body: string | Buffer): ServerResponse {
  response.statusCode = status;
  return response.end(body);
}
