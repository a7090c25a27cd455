import template from '../../../scripts/new-detection/runtime-example.js';
import type {AnyDetection} from '../../../src/record/recorder/detections/detection.js';

/** What there is to write in a detection, by the name that a person looks for. */
const parts: Readonly<Record<string, (one: AnyDetection) => string>> = {
	title: ({title}) => title,
	rationale: ({rationale}) => rationale,
	remedy: ({remedy}) => remedy,
	harmless: ({harmless}) => harmless,
	references: ({references}) => references.join(),
	'bad example': ({examples, slug}) => JSON.stringify(examples.bad).replaceAll(slug, ''),
};

/** The parts of a detection that still are those of the template from which `npm run new:detection` started it. */
export const unfilledParts = (one: AnyDetection): readonly string[] =>
	Object.entries(parts).flatMap(([name, of]) => (of(one) === of(template) ? [name] : []));
