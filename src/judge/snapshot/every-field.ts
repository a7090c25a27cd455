import * as v from 'valibot';

/** An object of a known type: a field that it may have and that no schema reads would be lost without a word. */
export const everyField = <Type extends object>(
	fields: {
		readonly [Name in keyof Type]-?: v.GenericSchema<unknown, Type[Name]>;
	},
): v.GenericSchema<unknown, Type> => v.object(fields as v.ObjectEntries) as unknown as v.GenericSchema<unknown, Type>;
