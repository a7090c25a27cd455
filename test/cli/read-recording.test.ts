import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {gzipSync} from 'node:zlib';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {UsageError} from '../../src/base/lib/usage-error.js';
import {readRecording} from '../../src/cli/hardening/read-recording.js';

describe('--replay', () => {
	let folder: string;
	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), 'dockscope-replay-'));
	});
	afterAll(() => rm(folder, {recursive: true, force: true}));

	const entries = (...requests: unknown[]) => JSON.stringify({log: {entries: requests.map(request => ({request}))}});
	async function refusal(content: string | Buffer | null): Promise<string> {
		const path = join(folder, 'traffic.har');
		if (content === null) await rm(path, {force: true});
		else await writeFile(path, content);
		const error = await readRecording(path).catch((reason: unknown) => reason);
		if (!(error instanceof UsageError)) throw error;
		return error.message.replace(folder, '');
	}

	it('is not needed', async () => expect(await readRecording(null)).toBeNull());

	it('is refused in one line that names the entry', async () => {
		const good = {method: 'GET', url: 'http://localhost/'};
		expect(await refusal(entries(good, {...good, url: 'nonsense \x1b[31m'}))).toBe(
			'cannot replay /traffic.har: entry 2: request.url is not an absolute URL.',
		);
		expect(await refusal('{')).toBe('cannot replay /traffic.har: it is not JSON.');
		expect(await refusal(null)).toMatch(/^cannot read the recording \/traffic\.har: there is no such file\.$/);
		expect(await refusal(gzipSync('{}'))).toMatch(/traffic\.har is compressed \(gzip\)/);
	});

	it('may be in UTF-16, as PowerShell writes it', async () => {
		const path = join(folder, 'wide.har');
		await writeFile(path, `\uFEFF${entries({method: 'GET', url: 'http://localhost/ä'})}`, 'utf16le');
		expect((await readRecording(path))?.requests).toMatchObject([{path: '/%C3%A4', port: 80}]);
	});
});
