import type {ImageInspect, SwarmAnswers} from '../../base/index.js';

/** Without what is of no use to a replay. Engines before 25 add the configuration of the container in which the image was built. */
export function withoutBuildContainer(inspect: ImageInspect): ImageInspect {
	const {ContainerConfig: _, ...rest} = {ContainerConfig: undefined, ...inspect};
	return rest;
}

/** The answer contains the tokens with which a machine joins the swarm. */
export function withoutJoinTokens(answers: SwarmAnswers): SwarmAnswers {
	if (answers.swarm === undefined) return answers;
	const {JoinTokens: _, ...swarm} = {JoinTokens: undefined, ...answers.swarm};
	return {...answers, swarm};
}
