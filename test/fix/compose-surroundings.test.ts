import {mkdir, mkdtemp, rm, symlink, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {composeSurroundings} from '../../src/fix/project/compose-surroundings.js';
import {overridesIn} from '../../src/fix/project/override-files.js';
import {assessedOf} from './subject.js';

let folder: string;
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'dockscope-overrides-'));
	await mkdir(join(folder, 'taken'));
	await mkdir(join(folder, 'free'));
	await writeFile(join(folder, 'taken', 'docker-compose.override.yaml'), '');
	await symlink('nowhere', join(folder, 'taken', 'dockscope.override.yml'));
});
afterAll(() => rm(folder, {recursive: true}));

const member = (number: number, status: string, more: Readonly<Record<string, string>> = {}) =>
	assessedOf({
		...{Id: String(number).padStart(64, '0'), Name: `/shop-api-${number}`, State: {Status: status}},
		Config: {
			Image: 'x:1',
			Labels: {
				'com.docker.compose.project': 'shop',
				'com.docker.compose.service': 'api',
				'com.docker.compose.project.working_dir': join(folder, 'free'),
				...more,
			},
		},
	});
const fleetOf = (...list: readonly ReturnType<typeof member>[]) =>
	({model: () => ({entries: list.map(assessed => ({assessed}))})}) as never;
const here = {isLocal: async () => true};

describe('the overrides in a folder', () => {
	it('are what would be overwritten, a link that leads nowhere too', async () => {
		expect(await overridesIn(join(folder, 'taken'))).toEqual(new Set(['docker-compose.override.yaml', 'dockscope.override.yml']));
		expect(await overridesIn(join(folder, 'free'))).toEqual(new Set());
	});

	it('are not known of a folder that is not here, or that is a file', async () => {
		expect(await overridesIn(join(folder, 'elsewhere'))).toBeNull();
		expect(await overridesIn(join(folder, 'taken', 'docker-compose.override.yaml'))).toBeNull();
		expect(await overridesIn('/srv/\0')).toBeNull();
	});
});

describe('the surroundings of a container of Compose', () => {
	it('are its replicas, and the folder only where the engine is here', async () => {
		const [one, two, stopped] = [member(1, 'running'), member(2, 'running'), member(3, 'exited')];
		const local = await composeSurroundings(here, fleetOf(one, two, stopped), one);
		expect(local).toMatchObject({replicas: 3, isUp: true});
		expect(local?.isTaken?.('compose.override.yml')).toBe(false);
		const remote = await composeSurroundings({isLocal: async () => false}, fleetOf(one), one);
		expect(remote).toEqual({isTaken: null, replicas: 1, isUp: true});
	});

	it('are of the same folder: a project of the same name elsewhere is another', async () => {
		const one = member(1, 'exited');
		const other = member(2, 'running', {'com.docker.compose.project.working_dir': '/elsewhere'});
		expect(await composeSurroundings(here, fleetOf(one, other), one)).toMatchObject({replicas: 1, isUp: false});
		expect(await composeSurroundings(here, fleetOf(one, other), assessedOf({}))).toBeNull();
	});

	it.each(['paused', 'restarting'])('are up while one is %s', async status => {
		const one = member(1, status);
		expect(await composeSurroundings(here, fleetOf(one), one)).toMatchObject({isUp: true});
	});
});
