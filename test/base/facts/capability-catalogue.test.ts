import {describe, expect, it} from 'vitest';
import {capabilityCatalogue} from '../../../src/base/facts/capability-catalogue.js';
import {capabilityNames} from '../../../src/base/facts/capability-names.js';
import {sanitise} from '../../../src/base/text/safe-text.js';

describe('the catalogue of capabilities', () => {
	it('explains each that there is, in the order of the kernel', () =>
		expect(Object.keys(capabilityCatalogue)).toEqual(capabilityNames));
	it('calls those critical that are enough to reach the host', () =>
		expect(capabilityNames.filter(name => capabilityCatalogue[name].danger === 'critical')).toEqual([
			'DAC_READ_SEARCH',
			'SYS_MODULE',
		]));
	it.each(capabilityNames)('explains %s in a few words, and why it matters in a sentence', name => {
		const {means, why} = capabilityCatalogue[name];
		expect(means.length).toBeLessThanOrEqual(60);
		expect(why).toMatch(/^[A-Z].{5,}[.]$/);
		expect([sanitise(means), sanitise(why)]).toEqual([means, why]);
	});
});
