CREATE SEQUENCE "public"."thread_activity" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1;--> statement-breakpoint
ALTER TABLE "threads" DROP CONSTRAINT "threads_position_unique";--> statement-breakpoint
DROP INDEX "threads_by_account";--> statement-breakpoint
ALTER TABLE "threads" ADD COLUMN "activity" bigint DEFAULT nextval('thread_activity') NOT NULL;--> statement-breakpoint
ALTER TABLE "threads" ADD COLUMN "active_at" timestamp (3) with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
-- When something was last said or run in the threads that are there, and their order by that. Each row has
-- taken a value of the sequence by now, so that their ranks leave the sequence where it is.
UPDATE "threads" SET "active_at" = greatest(
	"created_at",
	(SELECT max("ended_at") FROM "messages" WHERE "thread_id" = "threads"."id"),
	(SELECT max("created_at") FROM "runs" WHERE "thread_id" = "threads"."id")
);--> statement-breakpoint
UPDATE "threads" SET "activity" = "ranked"."rank" FROM (
	SELECT "id", row_number() OVER (ORDER BY "active_at", "position") AS "rank" FROM "threads"
) AS "ranked" WHERE "ranked"."id" = "threads"."id";--> statement-breakpoint
CREATE INDEX "threads_by_account" ON "threads" USING btree ("account_id","activity");--> statement-breakpoint
ALTER TABLE "threads" DROP COLUMN "position";