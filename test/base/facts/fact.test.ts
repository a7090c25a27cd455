import {expect, it} from 'vitest';
import {fact, learned} from '../../../src/base/facts/fact.js';
import {fields} from '../../../src/base/facts/shape.js';

it('a row compiles only with the fields and the shape of its value', () => {
	const rows = [
		fact(['HostConfig.Init'], 'boolean', ({host}) => host.Init === true),
		fact(['HostConfig.Init'], fields({is: 'boolean', at: null}), ({host}) => ({is: host.Init === true, at: 1})),
		// @ts-expect-error another type
		fact(['HostConfig.Init'], 'text', ({host}) => host.Init === true),
		// @ts-expect-error without a part
		fact(['HostConfig.Init'], fields({is: 'boolean'}), ({host}) => ({is: host.Init === true, at: 1})),
		// @ts-expect-error with a part that it does not have
		fact(['HostConfig.Init'], fields({is: 'boolean', at: 'number'}), ({host}) => ({is: host.Init === true})),
		// @ts-expect-error another field
		fact(['HostConfig.Init'], 'boolean', ({host}) => host.Privileged === true),
		// @ts-expect-error a field of another part
		fact(['HostConfig.Init'], 'boolean', ({config}) => config.Tty === true),
		// @ts-expect-error nothing that surrounds it
		fact(['engine'], 'boolean', ({context}) => context.volumes === undefined),
		// @ts-expect-error no field
		fact(['HostConfig.Inits'], 'boolean', () => true),
		// @ts-expect-error another type
		learned('engine:/top', 'text', () => 1),
	];
	expect(rows).toHaveLength(10);
});
