import {describe, expect, it} from 'vitest';
import {serviceAccess} from '../../../src/facts/services/access.js';
import {containerScope} from '../../support/example-scope.js';
import {documented} from './documented.js';

describe('services as their documentation starts them', () => {
	it.each(documented)('%s', (_, {mounted, ...config}, access) => {
		const mounts =
			mounted === undefined ? {} : {Mounts: [{Type: 'bind', Source: `/srv${mounted}`, Destination: mounted, RW: false}]};
		const {container} = containerScope({Config: {Entrypoint: null, ...config}, ...mounts});
		expect(serviceAccess(container, null).map(one => one.access)[0] ?? 'none').toBe(access);
	});
});
