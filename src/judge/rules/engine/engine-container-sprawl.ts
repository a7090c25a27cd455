import {cisIds, defineRule, failAs, pass} from '../rule.js';
import type {EngineScope} from '../scope.js';

const DAYS = 30;

export default defineRule({
	slug: 'engine-container-sprawl',
	title: 'Old stopped containers have not been removed',
	cis: cisIds('6.2'),
	severity: 'low',
	target: 'engine',
	rationale: 'Their layers, volumes and environment remain readable, and one docker start brings an old version back.',
	references: ['https://docs.docker.com/engine/manage-resources/pruning/'],

	check: scope => {
		const old = abandoned(scope);
		const total = {source: 'inspect', path: 'containers', value: scope.fleet.size};
		return old.length === 0
			? pass(total)
			: failAs(
					{detail: `${old.length} stopped more than ${DAYS} days ago`},
					total,
					...old.map(({name, finishedAt}) => ({source: 'inspect', path: `${name} State.FinishedAt`, value: finishedAt})),
				);
	},

	remedy: scope => ({
		text: `Check what they contain, then remove them: docker rm ${abandoned(scope)
			.map(({name}) => name)
			.join(' ')}`,
		mayBreak: 'Data in their writable layers is lost.',
	}),

	examples: {
		bad: {now: '2026-11-01T00:00:00Z', containers: [exampleStopped('2026-01-01T00:00:00Z')]},
		good: {now: '2026-11-01T00:00:00Z', containers: [exampleStopped('2026-10-31T00:00:00Z')]},
	},
});

const abandoned = ({fleet, now}: EngineScope) =>
	[...fleet.values()].filter(
		({status, finishedAt}) =>
			status === 'exited' && finishedAt !== null && Date.parse(now) - Date.parse(finishedAt) > DAYS * 86_400_000,
	);

function exampleStopped(finished: string) {
	return {Id: 'e'.repeat(64), Name: '/old', State: {Status: 'exited', Running: false, Pid: 0, FinishedAt: finished}};
}
