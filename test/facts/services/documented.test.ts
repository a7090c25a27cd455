import {describe, expect, it} from 'vitest';
import {serviceAccess} from '../../../src/facts/services/access.js';
import {containerScope} from '../../support/example-scope.js';
import {type Documented, documented} from './documented.js';
import {heldBack} from './held-back.js';

function accessOf({mounted, ...config}: Documented[1]): string {
	const mounts =
		mounted === undefined ? {} : {Mounts: [{Type: 'bind', Source: `/srv${mounted}`, Destination: mounted, RW: false}]};
	const {container} = containerScope({Config: {Entrypoint: null, ...config}, ...mounts});
	const found = new Set(serviceAccess(container, null).map(({access}) => access));
	return found.size === 0 ? 'none' : [...found].join(' and ');
}

describe('services as their documentation starts them', () => {
	it.each(documented)('%s', (_, config, access) => expect(accessOf(config)).toBe(access));
});

describe('other services and other spellings', () => {
	it.each(heldBack)('%s', (_, config, access) => expect(accessOf(config)).toBe(access));
});
