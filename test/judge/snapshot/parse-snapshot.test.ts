import {describe, expect, it} from 'vitest';
import {readContainerInspect} from '../../../src/base/engine/answer-shapes.js';
import {errorText} from '../../../src/base/text/error-text.js';
import {trusted} from '../../../src/base/text/safe-text.js';
import {openSnapshot} from '../../../src/judge/snapshot/open-snapshot.js';
import {SnapshotError} from '../../../src/judge/snapshot/snapshot-error.js';
import {inspectOf} from '../../support/sample-fleet.js';
import {replay} from '../fleet/replayed.js';

describe('docker inspect', () => {
	it('is read one container a line too', async () => {
		const lines = ['web', 'db'].map((name, index) => JSON.stringify(inspectOf({name}, index)));
		expect((await replay(`${lines.join('\r\n')}\r\n`)).entries).toHaveLength(2);
	});

	it('is read where several outputs follow one another, in any layout', async () => {
		const [web, db, tricky] = ['web', 'db', '}{"\\'].map((name, index) => inspectOf({name}, index));
		const texts = [
			`${JSON.stringify([web], null, 4)}\n${JSON.stringify([db, tricky], null, 4)}\n`,
			[web, db, tricky].map(one => JSON.stringify(one, null, 2)).join('\n'),
			`\uFEFF${[web, db, tricky].map(one => JSON.stringify([one])).join(' ')}`,
		];
		for (const text of texts) expect((await replay(text)).entries.map(({id}) => id)).toEqual([web?.Id, db?.Id, tricky?.Id]);
	});

	it('is read like a snapshot, and what it lacks is a blind spot', async () => {
		const model = await replay(JSON.stringify([inspectOf({name: 'web', host: {Privileged: true}})]));
		expect(model.entries[0]?.assessed?.badges[0]?.word).toBe('PRIV');
		expect(model.blindSpots.map(({source}) => source).sort()).toEqual([
			...'engine:/images engine:/images/json engine:/info engine:/networks engine:/plugins engine:/system/df'.split(' '),
			...'engine:/version engine:/volumes'.split(' '),
		]);
		expect(model.blindSpots[0]?.reason).toBe('snapshot x.json does not contain /version');
	});

	it('of one container without the list around it is read too', async () => {
		expect((await replay(JSON.stringify(inspectOf({name: 'web'})))).entries).toHaveLength(1);
	});

	it('may hold images', async () => {
		const container = inspectOf({name: 'web'});
		const model = await replay(JSON.stringify([container, {Id: container.Image, RepoTags: ['nginx:1.27'], Config: {}}]));
		expect(model.entries[0]?.assessed?.image?.tags).toEqual(['nginx:1.27']);
	});
});

describe('what is no snapshot', () => {
	it.each([
		['', 'x.json:1:1: the file is empty'],
		['[{"Id": "a"', 'x.json:1:12: the JSON ends too early: the file is truncated'],
		['{"a": 1}\n{"b": 2', 'x.json:2:8: the JSON ends too early: the file is truncated'],
		['[{"a": "}{"}]\n[{"b": "\\', 'x.json:2:10: the JSON ends too early: the file is truncated'],
		[`{"a": 1}\n{"b": ${'1'.repeat(40)}, x}`, 'x.json:2:49: this is not JSON'],
		['{"a": 1} and {"b": 2}', 'x.json:1:10: this is not JSON'],
		['{"a": 1}\n{"b": 2}', 'x.json: [0] is an object without an "Id"'],
		['hello', 'x.json: this is not JSON'],
		['3', 'x.json: expected a snapshot (an object) or the output of docker inspect (a list)'],
		['{}', 'x.json: it has no "schema"; this version of dockscope reads "dockscope.snapshot/1" and the output of docker inspect'],
		['{"schema": "dockscope.snapshot/9"}', 'x.json: "schema" is "dockscope.snapshot/9"; this version of dockscope reads'],
		['{"schema": "dockscope.snapshot/1"}', 'x.json: "containers" is missing'],
		['{"schema": "dockscope.snapshot/1", "containers": {}}', 'x.json: "containers" must be a list or null, not an object'],
		['{"schema": "dockscope.snapshot/1", "containers": [3]}', 'x.json: containers[0] must be an object, not a number'],
		[
			'{"schema": "dockscope.snapshot/1", "containers": [{}]}',
			'x.json: containers[0].inspect must be an object with the "Id" of a container',
		],
		['{"schema": "dockscope.snapshot/1", "containers": [], "info": []}', 'x.json: "info" must be an object or null, not a list'],
		['[{"Id": "a", "Driver": "bridge"}]', 'x.json: [0] is neither a container, an image, a network nor a volume'],
		['[{"Id": "a", "Driver": "bridge", "IPAM": {}}]', 'x.json: it contains no container and no image'],
		['[{"Id": "a", "State": "running", "Image": "x"}]', 'x.json: [0] is a row of a list, or a pod'],
		['[]', 'x.json: the list is empty: docker inspect has found nothing'],
		['[3]', 'x.json: [0] is a number; expected the output of docker inspect'],
		['[{"Id": "a", "State": {}}, {"Id": "a", "State": {}}]', 'x.json: the container a is listed twice'],
		['{"schema": "\\u001b[31m"}', 'x.json: "schema" is ""; this version'],
	])('%j is refused in one line that says where', (text, message) => {
		const error = refusal(text);
		expect(error).toContain(message);
		expect(error).not.toMatch(/[\n\u001b]/);
	});

	function refusal(text: string): string {
		try {
			openSnapshot(text, 'x.json');
		} catch (error) {
			if (error instanceof SnapshotError) return error.message;
			throw error;
		}
		return 'nothing';
	}
});

describe('answers of an unexpected shape', () => {
	it('may be the tags of an image, by which another one is looked for', async () => {
		for (const RepoTags of [null, 3, 'x', {}, [null]]) {
			const images = [{inspect: {Id: `sha256:${'9'.repeat(64)}`, RepoTags}}];
			const containers = [{inspect: {...inspectOf({name: 'web'}), Image: `sha256:${'8'.repeat(64)}`}}];
			const model = await replay(JSON.stringify({schema: 'dockscope.snapshot/1', containers, images}));
			expect(model.entries[0]?.assessed).not.toBeNull();
		}
	});

	it.each(['State', 'Config', 'HostConfig', 'NetworkSettings', 'Mounts', 'Image', 'Name', 'ExecIDs', 'Created'])(
		'of %s cost the one container, which says what is wrong as a live one does',
		async field => {
			const other = inspectOf({name: 'db'}, 1);
			const alone = await replay(dump(other));
			for (const value of [null, 3, 'x', [], {}, {toString: null}, [null], undefined]) {
				const inspect = {...inspectOf({name: 'web'}), Config: {Image: 'x'}, [field]: value};
				const {entries} = await replay(dump(inspect, other));
				const [web, db] = entries;
				const live = liveDifference(inspect);
				expect(web?.failed?.reason ?? null).toBe(live);
				expect(web?.assessed === null).toBe(live !== null);
				expect(db?.assessed?.verdicts).toEqual(alone.entries[0]?.assessed?.verdicts);
			}
		},
	);

	const dump = (...inspects: readonly object[]) =>
		JSON.stringify({schema: 'dockscope.snapshot/1', containers: inspects.map(inspect => ({inspect}))});

	/** The complaint about an engine that gave this inspect answer; `null` when it is accepted. */
	function liveDifference(inspect: unknown): string | null {
		try {
			readContainerInspect(trusted('snapshot x.json'), JSON.parse(JSON.stringify(inspect)));
			return null;
		} catch (error) {
			return errorText(error);
		}
	}

	it('of the row or the history cost only these', async () => {
		const containers = [{inspect: inspectOf({name: 'web'}), top: 3, changes: 'x'}];
		const images = [{inspect: {Id: containers[0]?.inspect.Image}, history: [{Created: 'x'}]}];
		const unseen = [{row: {Id: 'b'.repeat(64), Names: 3}, reason: 'refused'}];
		const model = await replay(JSON.stringify({schema: 'dockscope.snapshot/1', containers, images, unseen}));
		expect(model.entries.map(({assessed, failed}) => failed?.reason ?? assessed?.facts.name)).toEqual([
			'web',
			'when it was recorded: refused',
		]);
	});
});
