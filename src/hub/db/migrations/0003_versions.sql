ALTER TABLE "threads" ADD COLUMN "conversation_id" text;--> statement-breakpoint
ALTER TABLE "threads" ADD COLUMN "lineage" text;--> statement-breakpoint
-- Threads that were forked for an edited message name it in their metadata (forked_from, forked_at), and the message
-- in its place names it, too (edited_from): what stands before that message was copied. Where the original has been
-- deleted, its forks are versions of one another.
WITH RECURSIVE "named" AS (
	SELECT "id", "account_id",
		substring("metadata" from '[{,]"forked_from":"([^"\\]+)"') AS "original_id",
		substring("metadata" from '[{,]"forked_at":"([^"\\]+)"') AS "at"
	FROM "threads"
), "fork" AS (
	SELECT "named".*, (
		SELECT count(*)::int FROM "messages" WHERE "thread_id" = "named"."id" AND "position" < coalesce((
			SELECT min("position") FROM "messages" WHERE "thread_id" = "named"."id"
				AND substring("metadata" from '[{,]"edited_from":"([^"\\]+)"') = "named"."at"
		), 9223372036854775807)
	) AS "kept"
	FROM "named" WHERE "original_id" <> "id" AND "at" IS NOT NULL
), "version" AS (
	SELECT "id", "account_id", "id" AS "conversation_id", jsonb_build_array(jsonb_build_array("id", 0)) AS "lineage"
	FROM "threads" WHERE "id" NOT IN (SELECT "id" FROM "fork")
	UNION ALL
	SELECT "id", "account_id",
		(SELECT min("sibling"."id") FROM "fork" AS "sibling"
			WHERE "sibling"."original_id" = "fork"."original_id" AND "sibling"."account_id" = "fork"."account_id"),
		CASE WHEN "kept" = 0 THEN '[]' ELSE jsonb_build_array(jsonb_build_array("original_id", 0)) END
			|| jsonb_build_array(jsonb_build_array("id", "kept"))
	FROM "fork" WHERE "original_id" NOT IN (SELECT "id" FROM "threads")
	UNION ALL
	SELECT "fork"."id", "fork"."account_id", "version"."conversation_id",
		coalesce((
			SELECT jsonb_agg("entry" ORDER BY "at") FROM jsonb_array_elements("version"."lineage")
				WITH ORDINALITY AS "entries" ("entry", "at") WHERE ("entry"->>1)::int < "fork"."kept"
		), '[]') || jsonb_build_array(jsonb_build_array("fork"."id", "fork"."kept"))
	FROM "fork" JOIN "version"
		ON "version"."id" = "fork"."original_id" AND "version"."account_id" = "fork"."account_id"
)
UPDATE "threads" SET "conversation_id" = "version"."conversation_id", "lineage" = "version"."lineage"::text
FROM "version" WHERE "version"."id" = "threads"."id";--> statement-breakpoint
-- Whose metadata name what cannot be.
UPDATE "threads" SET "conversation_id" = "id", "lineage" = jsonb_build_array(jsonb_build_array("id", 0))::text
WHERE "conversation_id" IS NULL;--> statement-breakpoint
ALTER TABLE "threads" ALTER COLUMN "conversation_id" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "threads" ALTER COLUMN "lineage" SET NOT NULL;--> statement-breakpoint
CREATE INDEX "threads_by_conversation" ON "threads" USING btree ("conversation_id","activity");
