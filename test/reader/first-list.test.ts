import {mkdtemp, rm} from 'node:fs/promises';
import {createServer, type Server} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, it} from 'vitest';
import {startFirstList} from '../../src/engine/first-list.js';
import {createReader} from '../../src/engine/reader.js';

let folder: string;
let server: Server;

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'dockscope-first-list-'));
	// Takes connections and never answers.
	server = createServer();
	await new Promise<void>(done => server.listen(join(folder, 'engine'), done));
});
afterEach(async () => {
	server.close();
	await rm(folder, {recursive: true});
});

it('ends with its reader, though the engine hangs', async () => {
	const address = {kind: 'unix', socketPath: join(folder, 'engine')} as const;
	const firstList = await startFirstList(address, {all: true, follow: false});
	const reader = createReader(address, {firstList});
	const rows = reader.containers({all: true});
	reader.close();
	await expect(rows).rejects.toMatchObject({kind: 'cancelled'});
});
