import {localNetworks, trusted} from '../../../base/index.js';
import {each} from '../../changes/run-option.js';
import {cannotTell, defineRule, failAs, fromInspect, fromNetworks, pass} from '../rule.js';
import {exampleAttachment} from '../shared/examples.js';

export default defineRule({
	slug: 'container-macvlan',
	title: 'Container is attached directly to the LAN',
	cis: {},
	severity: 'medium',
	target: 'container',
	rationale:
		'On a macvlan or ipvlan network all its ports are open to the LAN, published or not, and the host firewall is not in between.',
	references: ['https://docs.docker.com/engine/network/drivers/macvlan/'],

	check: ({container}) => {
		const found = localNetworks(container);
		if (found.length > 0)
			return failAs(
				{detail: `is on ${found.map(({name, driver}) => `${name} (${driver ?? ''})`).join(', ')}`},
				...found.map(({name, driver}) => fromNetworks(`${name}.Driver`, driver)),
			);
		const attached = container.networks.filter(({driver}) => driver === null);
		if (attached.length > 0)
			return cannotTell({
				source: 'engine:/networks',
				reason: `the driver of ${attached.map(({name}) => name).join(', ')} is not known`,
			});
		return pass(
			fromInspect(
				'NetworkSettings.Networks',
				container.networks.map(({name}) => name),
			),
		);
	},

	remedy: ({container}) => ({
		text: 'Use a bridge network and publish the ports that are needed.',
		remove: each(
			'--network',
			localNetworks(container).map(({name}) => name),
		),
		mayBreak: 'Anything that needs an address on the LAN: DHCP, discovery by broadcast.',
	}),

	examples: {
		bad: {
			facts: {
				networks: [exampleAttachment('lan', {driver: trusted('macvlan')})],
			},
		},
		good: {
			facts: {
				networks: [exampleAttachment('shop')],
			},
		},
	},
});
