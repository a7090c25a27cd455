import {createHash} from 'node:crypto';
import {gzipSync} from 'node:zlib';
import {pack} from 'tar-stream';

type Entry = {
	path: string;
	content?: string;
	mode?: number;
	type?: 'file' | 'directory' | 'symlink' | 'link';
	linkname?: string;
};

export async function tarOf(entries: readonly Entry[]): Promise<Buffer> {
	const tar = pack();
	for (const {path, content = '', mode, type = 'file', linkname} of entries) {
		const given = {...(linkname === undefined ? {} : {linkname}), ...(mode === undefined ? {} : {mode})};
		const header = {name: path, type, mtime: new Date(0), ...given};
		if (type === 'file') tar.entry(header, content);
		else tar.entry(header);
	}
	tar.finalize();
	const chunks: Uint8Array[] = [];
	for await (const chunk of tar) if (chunk instanceof Uint8Array) chunks.push(chunk);
	return Buffer.concat(chunks);
}

export const digest = (content: Buffer | string) => createHash('sha256').update(content).digest('hex');

/** What `docker save` writes of layers, in the layout of old engines, of new ones, and of the containerd store (gzipped blobs). */
export async function savedImage(layers: readonly Buffer[], layout: 'old' | 'oci' | 'oci-gzip'): Promise<Buffer> {
	const diffIds = layers.map(layer => `sha256:${digest(layer)}`);
	const blobs = layers.map(layer => (layout === 'oci-gzip' ? gzipSync(layer) : layer));
	const names = blobs.map((blob, index) =>
		layout === 'old' ? `${digest(`layer ${index}`)}/layer.tar` : `blobs/sha256/${digest(blob)}`,
	);
	const config = JSON.stringify({architecture: 'amd64', os: 'linux', rootfs: {type: 'layers', diff_ids: diffIds}});
	const configName = layout === 'old' ? `${digest(config)}.json` : `blobs/sha256/${digest(config)}`;
	const manifest = JSON.stringify([{Config: configName, RepoTags: ['shop:1'], Layers: names}]);
	const tar = pack();
	// The order of the entries is not that of the layers.
	for (const [index, name] of [...names.entries()].reverse()) tar.entry({name}, blobs[index] ?? '');
	tar.entry({name: configName}, config);
	if (layout !== 'old') tar.entry({name: 'oci-layout'}, '{"imageLayoutVersion": "1.0.0"}');
	tar.entry({name: 'manifest.json'}, manifest);
	tar.finalize();
	const chunks: Uint8Array[] = [];
	for await (const chunk of tar) if (chunk instanceof Uint8Array) chunks.push(chunk);
	return Buffer.concat(chunks);
}
