import {
	appendFileSync,
	chmodSync,
	linkSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import {join} from 'node:path';
import {beforeEach, describe, expect, it} from 'vitest';
import type {ContainerCreation} from '../../../src/base/ownership/creation.js';
import {createJournal} from '../../../src/base/ownership/journal.js';
import {JournalError} from '../../../src/base/ownership/journal-error.js';
import {readJournals} from '../../../src/base/ownership/read-journals.js';
import {stateDirectory} from '../../../src/base/ownership/state-directory.js';
import {temporaryFolder} from '../../support/temporary-folder.js';

const twin: ContainerCreation = {
	make: 'container',
	name: 'dockscope-twin-1',
	engine: 'docker A',
	image: 'sha256:1',
	labels: {'dockscope.token': 't'},
	networks: ['none'],
	volumesFrom: [],
	at: 1,
};

const folder = temporaryFolder();
let variables: {XDG_STATE_HOME: string};
let created: string;
beforeEach(async () => {
	variables = {XDG_STATE_HOME: folder};
	created = join(folder, 'dockscope/created');
});

/** A leftover journal with one container whose id is known. */
function left(): string {
	const journal = createJournal(variables);
	journal.intend(twin);
	journal.made(twin.name, 'abc');
	journal.close();
	return join(created, readdirSync(created)[0] ?? '');
}

describe('the journal of created containers', () => {
	it('is read again, closed to others, and named differently for each dockscope', () => {
		const [first, second] = [left(), left()];
		expect(readJournals(variables).files.map(({entries}) => entries)).toEqual([
			[{what: twin, id: 'abc'}],
			[{what: twin, id: 'abc'}],
		]);
		expect(first).not.toBe(`${second}x`);
		expect(statSync(created).mode & 0o777).toBe(0o700);
		expect(statSync(first).mode & 0o777).toBe(0o600);
	});

	it('is there before a request is sent, and goes once everything in it is gone', () => {
		const journal = createJournal(variables);
		journal.intend(twin);
		expect(readJournals(variables).files[0]?.entries).toEqual([{what: twin, id: null}]);
		journal.settled(twin.name);
		journal.close();
		expect(readdirSync(created)).toEqual([]);
	});

	it('makes nothing by being read', () => {
		expect(readJournals(variables)).toEqual({files: [], unusable: []});
		expect(readdirSync(folder)).toEqual([]);
	});

	it('loses a line that was cut short, and nothing before it', () => {
		const file = left();
		appendFileSync(file, '{"make":"container","na');
		expect(readJournals(variables)).toMatchObject({files: [{entries: [{what: twin, id: 'abc'}]}], unusable: []});
	});

	const damages: readonly (readonly [string, (file: string) => void, RegExp])[] = [
		['a damaged line', file => appendFileSync(file, 'oops\n'), /line 4 is damaged/],
		['an id for nothing', file => appendFileSync(file, '{"made":"x","id":"y"}\n'), /line 4 does not fit/],
		['a second id', file => appendFileSync(file, `{"made":"${twin.name}","id":"y"}\n`), /line 4 does not fit/],
		[
			'an entry of another shape',
			file => appendFileSync(file, '{"make":"container","name":"x"}\n'),
			/line 4 is not a journal entry/,
		],
		[
			'no header',
			file => writeFileSync(file, readFileSync(file, 'utf8').replace(/^.*\n/, '')),
			/line 1 does not name the process that wrote it/,
		],
		['another schema', file => writeFileSync(file, readFileSync(file, 'utf8').replace('created/1', 'created/2')), /line 1/],
		['open to others', file => chmodSync(file, 0o640), /open to other users/],
		['a second name', file => linkSync(file, join(folder, 'elsewhere')), /more than one hard link/],
		[
			'a symbolic link',
			file => {
				renameSync(file, join(folder, 'elsewhere'));
				symlinkSync(join(folder, 'elsewhere'), file);
			},
			/symbolic links/,
		],
		[
			'a directory',
			file => {
				rmSync(file);
				mkdirSync(file);
			},
			/not a regular file/,
		],
		['too large', file => appendFileSync(file, 'x'.repeat(2 ** 20)), /too large/],
	];
	it.each(damages)('is not believed: %s', (_, damage, why) => {
		damage(left());
		const {files, unusable} = readJournals(variables);
		expect(files).toEqual([]);
		expect(unusable).toEqual([expect.stringMatching(why)]);
		expect(unusable[0]).toContain('nothing in it is removed');
	});

	it.each([
		['open to others', () => chmodSync(created, 0o755), /is open to other users \(mode 755\)/],
		['writable above', () => chmodSync(join(folder, 'dockscope'), 0o777), /is open to other users/],
		[
			'a symbolic link',
			() => {
				renameSync(created, join(folder, 'elsewhere'));
				symlinkSync(join(folder, 'elsewhere'), created);
			},
			/is a symbolic link/,
		],
		[
			'a file',
			() => {
				rmSync(created, {recursive: true});
				writeFileSync(created, '');
			},
			/is not a directory/,
		],
	])('is not used in a directory that is %s', (_, spoil, why) => {
		left();
		spoil();
		expect(() => readJournals(variables)).toThrow(JournalError);
		expect(() => readJournals(variables)).toThrow(why);
		expect(() => createJournal(variables).open()).toThrow(why);
	});

	it('says where it cannot be kept, and what to do', () => {
		const place = join(folder, 'file');
		writeFileSync(place, '');
		expect(() => createJournal({XDG_STATE_HOME: place}).open()).toThrow(
			/cannot be kept in .*: .*Set XDG_STATE_HOME to a writable directory/,
		);
	});
});

describe('the state directory', () => {
	it('is where XDG says, when that is an absolute path', () => {
		expect(stateDirectory({XDG_STATE_HOME: '/x'})).toBe('/x/dockscope');
		const usual = process.getuid?.() === 0 ? '/var/lib/dockscope' : '/home/a/.local/state/dockscope';
		expect(stateDirectory({XDG_STATE_HOME: 'relative', HOME: '/home/a'})).toBe(usual);
	});
});
