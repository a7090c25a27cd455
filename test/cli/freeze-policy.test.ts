import {readFileSync} from 'node:fs';
import {expect, it, onTestFinished, vi} from 'vitest';
import {openDemo} from '../../src/cli/source/connect.js';
import {freezerOf} from '../../src/cli/tui/loaded-later.js';
import {openFleet} from '../../src/judge/fleet/fleet.js';
import {builtInPolicy} from '../../src/judge/policy/built-in-policy.js';
import {temporaryFolder} from '../support/temporary-folder.js';

const folder = temporaryFolder();

it.each([
	['the policy in force', {...builtInPolicy, path: '/srv/shop.yaml', owner: 4711, disabled: new Set(['container-privileged'])}],
	['no policy', null],
])('a bundle frozen from the terminal UI names %s in both reports', async (_, policy) => {
	vi.spyOn(process, 'cwd').mockReturnValue(folder);
	onTestFinished(() => void vi.restoreAllMocks());
	const {reader} = await openDemo();
	const fleet = openFleet(reader, {unwatched: true});
	await fleet.start();
	const id = fleet.model().entries.find(({name}) => name === 'ci-runner')?.id ?? '';
	const freeze = freezerOf(reader, fleet, {XDG_STATE_HOME: folder});
	const done = freeze && (await freeze(id, {policy, signal: new AbortController().signal, onStep: () => undefined}));
	fleet.close();
	const bundle = readFileSync(done?.path ?? '', 'utf8');
	if (policy === null) expect(bundle).not.toMatch(/^policy /m);
	else expect(bundle).toMatch(/^policy \/srv\/shop\.yaml of uid 4711: 1 rule disabled/m);
	expect(bundle).toContain(`"owner": ${policy?.owner ?? null},`);
	expect(bundle).toContain(`"disabledRules": ${policy?.disabled.size ?? 0},`);
});
