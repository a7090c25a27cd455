import type {Buffer} from 'node:buffer';
import {createHash} from 'node:crypto';
import {buffer} from 'node:stream/consumers';
import {pack} from 'tar-stream';

/** A file of a bundle: text that is masked and safe to print. */
export type BundleFile = {readonly name: string; readonly text: string /** For the table of contents. */; readonly about: string};

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/**
 * The bundle as a tar: its files in one folder, and their hashes in `SHA256SUMS`, which `sha256sum --check` reads.
 *
 * @param folder  a name without a slash
 * @param at  milliseconds since the epoch: the time of every file
 */
export async function bundleTar(folder: string, files: readonly BundleFile[], at: number): Promise<Buffer> {
	const tar = pack();
	const sums = files.map(({name, text}) => `${sha256(text)}  ${name}\n`).join('');
	for (const {name, text} of [...files, {name: 'SHA256SUMS', text: sums}])
		tar.entry({name: `${folder}/${name}`, mode: 0o600, mtime: new Date(at)}, text);
	tar.finalize();
	return buffer(tar);
}
