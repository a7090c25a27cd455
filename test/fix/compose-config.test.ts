import {chmod, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, it} from 'vitest';
import {readProjectFiles} from '../../src/fix/project/compose-config.js';
import {secret} from './opened.js';

let folder: string;
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'dockscope-config-'));
});
afterAll(() => rm(folder, {recursive: true}));

const origin = () => ({
	...{project: 'shop', service: 'web', folder, files: [join(folder, 'compose.yml')]},
	...{fromStdin: false, environmentFiles: [], oneOff: false, hook: null, tool: 'compose' as const},
});
/** A `docker` that prints these lines on stderr and fails. */
async function failingWith(...lines: readonly string[]) {
	await writeFile(join(folder, 'compose.yml'), 'services: {web: {image: x}}\n');
	await writeFile(join(folder, 'message'), `${lines.join('\n')}\n`);
	await writeFile(join(folder, 'docker'), `#!/bin/sh\nexec >&2\ncat '${join(folder, 'message')}'\nexit 15\n`);
	await chmod(join(folder, 'docker'), 0o755);
	return readProjectFiles(origin(), 'docker', {PATH: `${folder}:/usr/bin:/bin`});
}

it('shows the last line of an error without the secrets that it quotes', async () => {
	const files = await failingWith('a warning', `invalid interpolation format for DB_PASSWORD=${secret}$: fix it`);
	expect(files).toMatchObject({readable: false});
	const {reason} = files as {reason: string};
	expect(reason).toMatch(/^docker compose config fails for its files: invalid interpolation format for DB_PASSWORD=\*+/);
	expect(reason).not.toContain(secret);
	expect(reason).not.toContain('a warning');
});

it('masks a secret that the end of the shown part would cut', async () => {
	const url = `postgres://shop:${secret}@db/shop`;
	const files = await failingWith(`${'x '.repeat(140)}${url}`);
	expect((files as {reason: string}).reason).not.toMatch(/hunter2/);
});
