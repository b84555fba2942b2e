'use strict';
'require baseclass';

return baseclass.extend({
	/**
	 * The entries of an option that is a list. People write a list of one as an option; LuCI would take its words for entries,
	 * and names and hours have spaces in them.
	 */
	entriesOf(value) {
		if (value == null || value === '')
			return [];

		return Array.isArray(value) ? value : [ value ];
	}
});
