import {type ContainerFacts, sanitise} from '../../../base/index.js';
import {ulimitValue} from '../../changes/options/resources.js';
import {option} from '../../changes/run-option.js';
import {cisIds, defineRule, failAs, fromInspect, info, pass} from '../rule.js';

const unlimited = ({limits}: ContainerFacts) => limits.ulimits.filter(({Hard}) => Hard === -1);

const words = (ulimits: ContainerFacts['limits']['ulimits']) =>
	ulimits.map(({Name, Soft, Hard}) => `${sanitise(Name ?? '')}=${Soft ?? '?'}:${Hard ?? '?'}`);

export default defineRule({
	slug: 'container-ulimits',
	title: 'Container removes ulimits',
	cis: cisIds('5.19'),
	severity: 'low',
	target: 'container',
	rationale: 'Without limits on files, locked memory or processes, one container can use up what all of them share.',
	references: ['getrlimit(2)', 'https://docs.docker.com/reference/cli/docker/container/run/#ulimit'],

	check: ({container}) => {
		const {ulimits} = container.limits;
		const evidence = fromInspect('HostConfig.Ulimits', words(ulimits));
		if (ulimits.length === 0) return pass(evidence);
		const lifted = unlimited(container);
		return lifted.length === 0 ? info(evidence) : failAs({detail: `no limit: ${words(lifted).join(', ')}`}, evidence);
	},

	remedy: ({container}) => ({
		text: "Set a number, or keep the engine's limits.",
		remove: unlimited(container).map(one => option('--ulimit', ulimitValue(one))),
		mayBreak: 'Databases and search engines that need unlimited locked memory or files.',
	}),

	examples: {
		bad: {HostConfig: {Ulimits: [{Name: 'nproc', Soft: -1, Hard: -1}]}},
		good: {HostConfig: {Ulimits: []}},
	},
});
