import {openedPaths} from '../../../base/index.js';
import {withDefaultPaths} from '../../changes/confinement.js';
import {cannotTell, defineRule, failAs, fromInspect, pass} from '../rule.js';
import {pathsField} from '../shared/paths-field.js';

export default defineRule({
	slug: 'container-masked-paths',
	title: 'Masked kernel paths are readable',
	cis: {},
	severity: 'medium',
	target: 'container',
	rationale: 'Kernel memory, keys, timers and firmware give an attacker what an exploit needs to know.',
	references: ['proc(5)', 'https://docs.docker.com/reference/cli/docker/container/run/#security-opt'],
	mitigatedBy: ['rootless', 'userns'],

	check: ({container}) => {
		const {systemPaths} = container;
		const field = pathsField(container, 'MaskedPaths');
		switch (systemPaths.kind) {
			case 'default':
				return pass(fromInspect('HostConfig.MaskedPaths', 'as the engine sets them'));
			case 'unreported':
				return cannotTell({
					source: 'inspect:HostConfig.MaskedPaths',
					reason: 'the engine does not report which paths are masked',
				});
			case 'partial': {
				const {readable} = openedPaths(systemPaths);
				if (readable.length === 0) return pass(fromInspect('HostConfig.MaskedPaths', 'as the engine sets them'));
				return failAs({detail: `readable: ${readable.join(', ')}`}, fromInspect(field, `without ${readable.join(', ')}`));
			}
			case 'unmasked':
				return failAs({detail: `no kernel path is masked (${systemPaths.by})`}, fromInspect(field, 'none'));
		}
	},

	remedy: ({container}) => withDefaultPaths(container),

	examples: {
		bad: {HostConfig: {MaskedPaths: ['/proc/acpi']}},
		good: {HostConfig: {Privileged: false}},
	},
});
