import {trusted} from '../../../../base/index.js';
import {type EngineRulePart, fail, fromInfo, infoMissing, pass} from '../../rule.js';

/** A rule's check, remedy and examples for an engine that must not store its layers with this driver. */
export function withoutStorageDriver(driver: 'aufs' | 'devicemapper'): EngineRulePart {
	return {
		check: ({engine}) => {
			if (engine.storageDriver === null) return infoMissing('Driver');
			const evidence = fromInfo('Driver', engine.storageDriver);
			return engine.storageDriver === driver ? fail(evidence) : pass(evidence);
		},
		remedy: () => ({
			text: 'Migrate to overlay2: save the images you need, set "storage-driver": "overlay2", restart, and load or pull them again.',
			mayBreak: 'Images and containers of the old driver are not visible to the new one.',
		}),
		examples: {
			bad: {facts: {storageDriver: trusted(driver)}},
			good: {facts: {storageDriver: trusted('overlay2')}},
		},
	};
}
