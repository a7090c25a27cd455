import {isSeparated} from '../../../base/index.js';
import {cannotTell, cisIds, defineRule, fail, failAs, fromInfo, fromNetworks, notApplicable, pass} from '../rule.js';
import {exampleBridge} from '../shared/examples.js';
import {advise} from './shared/daemon-option.js';

export default defineRule({
	slug: 'engine-icc',
	title: 'Inter-container communication (icc) is enabled',
	cis: cisIds('2.2'),
	severity: 'medium',
	target: 'engine',
	rationale: 'One compromised container can reach every port of the others, published or not.',
	references: ['https://docs.docker.com/reference/cli/dockerd/', 'https://docs.docker.com/engine/network/drivers/bridge/'],

	check: ({engine}) => {
		if (engine.kind === 'podman')
			return notApplicable('Podman has no such setting: each container is judged by the others on its network');
		const {defaultBridge} = engine;
		if (!defaultBridge.known) return cannotTell(defaultBridge.reason);
		if (defaultBridge.value === null) return notApplicable('the engine has no default bridge');
		const {icc} = defaultBridge.value;
		if (icc === null)
			return cannotTell({source: 'engine:/networks/bridge', reason: 'it does not report whether enable_icc is set'});
		const evidence = fromNetworks('bridge Options com.docker.network.bridge.enable_icc', icc);
		if (icc) return fail(evidence);
		return isSeparated(engine) === false
			? failAs(
					{detail: 'icc is off, but bridged packets bypass the rules that enforce it'},
					evidence,
					...engine.warnings.filter(warning => /bridge-nf-call/.test(warning)).map(warning => fromInfo('Warnings', warning)),
				)
			: pass(evidence);
	},

	remedy: scope => ({
		text: advise(
			scope,
			['icc'],
			'Set "icc": false in daemon.json and restart the engine; put containers that must communicate on a dedicated network.',
		),
		mayBreak: 'Containers on the default bridge that reach each other by address or --link.',
	}),

	examples: {
		bad: {facts: {defaultBridge: exampleBridge({icc: true})}},
		good: {facts: {defaultBridge: exampleBridge({icc: false})}},
	},
});
