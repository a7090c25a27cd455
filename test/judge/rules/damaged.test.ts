import fc from 'fast-check';
import {expect, it} from 'vitest';
import {known} from '../../../src/base/answers/index.js';
import {readNetworkRows} from '../../../src/base/engine/answer-shapes.js';
import {containerFacts} from '../../../src/base/facts/container-facts.js';
import {engineFacts} from '../../../src/base/facts/engine.js';
import {imageFacts} from '../../../src/base/facts/image.js';
import {portReach} from '../../../src/base/facts/port-reach.js';
import {sanitise, trusted} from '../../../src/base/text/safe-text.js';
import {attackPaths} from '../../../src/judge/risk/attack-paths.js';
import {badgesOf} from '../../../src/judge/risk/badges.js';
import {fleetContext} from '../../../src/judge/risk/fleet-context.js';
import {riskOf} from '../../../src/judge/risk/score.js';
import {judgeContainer, judgeEngine, judgeImage, judgeSwarm} from '../../../src/judge/rules/judge.js';
import {defaultSettings} from '../../../src/judge/rules/scope.js';
import {damage, damages} from '../../base/facts/damaged.js';
import {recordedFleets} from '../../base/facts/recorded.js';

/*
 * Any answer can be judged: of real fleets in which any fields are missing, null or of another type, no check stops, the score stays
 * a score, and no text of a verdict can move a terminal.
 */
const recorded = recordedFleets();
const now = '2026-11-25T12:00:00Z';

it('judges damaged answers', () => {
	fc.assert(
		fc.property(fc.constantFrom(...recorded), fc.nat(30), damages, damages, (answers, index, ofContainer, ofEngine) => {
			const nth = index % answers.containers.length;
			const {version, info, networks} = damage(
				{version: answers.version, info: answers.info, networks: answers.networks},
				ofEngine,
			);
			const containers = new Map(
				answers.containers.map(({inspect}, at) => [inspect.Id, at === nth ? damage(inspect, ofContainer) : inspect]),
			);
			const images = new Map(
				answers.images.map(({inspect, history}) => [
					inspect.Id,
					imageFacts(damage(inspect, ofContainer), {history: known(damage(history, ofEngine))}),
				]),
			);
			const engine = engineFacts({
				version: version ?? {},
				info: info ?? null,
				networks: known(readNetworkRows(trusted('test'), Array.isArray(networks) ? networks : [])),
				containers: containers.values(),
			});
			const fleet = new Map(
				[...containers].map(([id, inspect]) => [
					id,
					containerFacts(inspect, {engine, containers, images, volumes: answers.volumes}),
				]),
			);
			const container = [...fleet.values()][nth];
			if (container === undefined) throw new Error('no container');
			const shared = {engine, fleet, host: null, settings: defaultSettings};
			const image = images.get(container.imageId) ?? null;
			const wide = {...shared, images, now};

			const verdicts = judgeContainer({...shared, container, image});
			const all = [
				...verdicts,
				...judgeEngine(wide),
				...judgeSwarm(wide),
				...[...images.values()].flatMap(one => judgeImage({image: one, engine, settings: defaultSettings, now})),
			];
			expect(all.flatMap(({rule, reasons}) => reasons.filter(({source}) => source === `rule:${rule}`))).toEqual([]);
			const risk = riskOf(verdicts);
			expect(risk.score).toBeGreaterThanOrEqual(0);
			expect(risk.score).toBeLessThanOrEqual(100);
			expectSafe([
				all,
				risk,
				badgesOf(container, engine, verdicts, portReach(container, null)),
				attackPaths(container, fleetContext(engine, fleet, null)),
			]);
		}),
		{numRuns: 150},
	);
});

function expectSafe(value: unknown): void {
	if (typeof value === 'string') {
		if (sanitise(value) !== value) expect(value).toBe(sanitise(value));
	} else if (typeof value === 'object' && value !== null) for (const item of Object.values(value)) expectSafe(item);
}
