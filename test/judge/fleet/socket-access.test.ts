import {expect, it} from 'vitest';
import {dangersOfKind} from '../../../src/judge/rules/dangers/index.js';
import {judgeContainer} from '../../../src/judge/rules/judge.js';
import {containerScope} from '../../support/example-scope.js';
import {fleet} from '../rules/cis-fleet.js';
import {engineAccessCases} from '../rules/container-cases/engine-access.js';
import {isolationCases} from '../rules/container-cases/isolation.js';
import {mountCases} from '../rules/container-cases/mounts.js';
import {userCases} from '../rules/container-cases/users.js';

const cases = {...engineAccessCases, ...isolationCases, ...mountCases, ...userCases};
const examples = [
	...fleet.map(({example}) => example),
	...Object.values(cases).flatMap(rows => rows.map(([, example]) => example)),
];

it('whether a user reaches the socket, and how bad that is, is what the table of dangers says', () => {
	const judged = examples.flatMap(example => {
		const scope = containerScope(example);
		const dangers = dangersOfKind(scope, 'socket');
		const found = judgeContainer(scope).find(({rule}) => rule === 'container-socket-group');
		return dangers.length === 0 || found === undefined || found.verdict === 'not-applicable' ? [] : [{dangers, found}];
	});
	expect(judged.length).toBeGreaterThan(12);
	for (const {dangers, found} of judged) {
		const open = dangers.filter(({use}) => use.kind === 'usable' || use.kind === 'through-setuid');
		if (open.length > 0) expect([found.verdict, found.severity]).toEqual(['fail', open[0]?.severity]);
		else expect(found.verdict).not.toBe('fail');
		if (found.verdict === 'pass') expect(dangers.every(({use}) => use.kind === 'closed')).toBe(true);
	}
	expect(new Set(judged.map(({found}) => found.verdict))).toEqual(new Set(['fail', 'pass', 'unknown']));
});
