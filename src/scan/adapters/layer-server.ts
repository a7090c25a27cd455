import {createHash, randomBytes} from 'node:crypto';
import {createReadStream} from 'node:fs';
import {open} from 'node:fs/promises';
import type {AddressInfo} from 'node:net';
import {join} from 'node:path';
import {type ArchiveBudget, bracketed, httpModule, isGzip, isZstd, readSavedImage} from '../../base/index.js';

export type SpooledLayer = {readonly hash: string; readonly file: string; readonly mediaType: string};

/** Writes the layers of a saved image into a folder, with the digest of the bytes as they will be served. */
export async function spoolLayers(
	stream: NodeJS.ReadableStream,
	folder: string,
	budget: ArchiveBudget,
): Promise<readonly SpooledLayer[]> {
	const spooled = new Map<string, SpooledLayer>();
	const layers = await readSavedImage(stream, budget, async (name, content) => {
		const file = join(folder, `layer-${spooled.size}`);
		const hash = createHash('sha256');
		const out = await open(file, 'wx', 0o600);
		let mediaType = '';
		try {
			for await (const chunk of content) {
				if (mediaType === '') mediaType = mediaTypeOf(chunk);
				hash.update(chunk);
				await out.writeFile(chunk);
			}
		} finally {
			await out.close();
		}
		spooled.set(name, {hash: `sha256:${hash.digest('hex')}`, file, mediaType});
	});
	return layers.flatMap(({name}) => spooled.get(name) ?? []);
}

function mediaTypeOf(head: Uint8Array): string {
	const compression = isGzip(head) ? '+gzip' : isZstd(head) ? '+zstd' : '';
	return `application/vnd.oci.image.layer.v1.tar${compression}`;
}

export type LayerServer = {
	/** URL of a layer by its digest; contains an unguessable token. */
	uri(hash: string): string;
	close(): Promise<void>;
};

/** Serves the layers, and nothing else, on one address of this host until it is closed. */
export async function serveLayers(layers: readonly SpooledLayer[], address: string): Promise<LayerServer> {
	const token = randomBytes(24).toString('base64url');
	const byPath = new Map(layers.map(layer => [`/${token}/${layer.hash.slice('sha256:'.length)}`, layer]));
	const server = httpModule().createServer((request, response) => {
		const layer = byPath.get(request.url ?? '');
		if (layer === undefined || (request.method !== 'GET' && request.method !== 'HEAD')) {
			response.writeHead(404).end();
			return;
		}
		response.writeHead(200, {'content-type': layer.mediaType});
		if (request.method === 'HEAD') response.end();
		else
			createReadStream(layer.file)
				.on('error', error => response.destroy(error))
				.pipe(response);
	});
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(0, address, resolve);
	});
	const {port} = server.address() as AddressInfo;
	const host = bracketed(address);
	return {
		uri: hash => `http://${host}:${port}/${token}/${hash.slice('sha256:'.length)}`,
		close: () =>
			new Promise(resolve => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
}
